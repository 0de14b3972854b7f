import type { BrowserContext } from "@playwright/test";

/** Collects what goes wrong in the browser where nobody looks: errors in the console, exceptions, failed hydration. */
export type ConsoleWatch = {
  listenTo(context: BrowserContext): void;
  /** Said aloud in the test that brings it about. */
  allow(...patterns: RegExp[]): void;
  complaints(): string[];
};

/** What a browser says of a server that is away or cuts a line. */
export const SERVER_AWAY =
  /net::ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|FAILED)|Failed to fetch|network error/i;
export const ANSWERED_404 = /status of 404/;
export const ANSWERED_401 = /status of 401/;
export const ANSWERED_413 = /status of 413/;
export const ANSWERED_500 = /status of 500/;

export function watchConsole(): ConsoleWatch {
  const heard: string[] = [];
  const allowed: RegExp[] = [];
  return {
    listenTo(context) {
      context.on("console", (message) => {
        if (message.type() === "error") heard.push(`${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (webError) => heard.push(webError.error().stack ?? webError.error().message));
    },
    allow: (...patterns) => void allowed.push(...patterns),
    complaints: () => heard.filter((text) => !allowed.some((pattern) => pattern.test(text))),
  };
}
