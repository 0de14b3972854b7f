import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { LaunchOptions } from "@playwright/test";

/** The browser that the set-up found or fetched; without a record, Playwright's own. */
function findChromium(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const record = fileURLToPath(new URL("../../.cache/chromium.json", import.meta.url));
  if (!existsSync(record)) return undefined;
  return (JSON.parse(readFileSync(record, "utf8")) as { executablePath?: string }).executablePath;
}

/** A Chromium that keeps to itself. */
export function chromiumOptions(): LaunchOptions {
  const executablePath = findChromium();
  const isRoot = process.getuid?.() === 0;
  return {
    ...(executablePath !== undefined && { executablePath }),
    args: [
      ...(isRoot ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}
