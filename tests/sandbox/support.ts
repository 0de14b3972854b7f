import { onTestFinished } from "vitest";
import { KEYS } from "@/sandbox/model/accounts";
import type { viewDump } from "@/sandbox/control-view";
import { buildSandbox, type SandboxOptions } from "@/sandbox/server";

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The parsed body; each test says what it expects to find in it. */
  readonly body: unknown;
};

type Ask = { readonly key?: string | null; readonly address?: string };
type SendFields = { plan_code?: unknown; MSSIDN?: unknown; amount?: unknown; ref?: unknown };

export const NUMBER = "0770445566";
const START_MS = Date.UTC(2026, 1, 3, 9, 14, 7, 881);

/** A sandbox of one test's own, on a clock that only the test moves. */
export async function openSandbox(options: SandboxOptions = {}) {
  let nowMs = START_MS;
  const { app, model } = await buildSandbox({ now: () => nowMs, ...options });
  onTestFinished(() => app.close());

  async function ask(
    method: "GET" | "POST" | "DELETE",
    url: string,
    payload?: object,
    how: Ask = {},
  ): Promise<Answered> {
    const key = how.key === undefined ? KEYS.sandbox : how.key;
    const response = await app.inject({
      method,
      url,
      headers: key === null ? {} : { "x-access-token": key },
      ...(payload === undefined ? {} : { payload }),
      ...(how.address === undefined ? {} : { remoteAddress: how.address }),
    });
    const { statusCode: status, headers, payload: text } = response;
    return { status, headers, text, body: parse(text) };
  }

  const get = (path: string, how?: Ask) => ask("GET", `/v3${path}`, undefined, how);
  const send = (fields: SendFields = {}, how?: Ask) =>
    ask("POST", "/v3/mobile/send", { plan_code: "PREPAID_DJEZZY", MSSIDN: NUMBER, amount: 300, ...fields }, how);
  const control = (path: string, body: object) => ask("POST", `/__sim${path}`, body);

  return {
    app,
    model,
    ask,
    get,
    send,
    control,
    pass: (ms: number): void => void (nowMs += ms),
    /** A send that must be accepted; its id. */
    async accept(fields: SendFields = {}, how?: Ask): Promise<string> {
      const answered = await send(fields, how);
      if (answered.status !== 200) throw new Error(`not accepted: ${answered.text}`);
      return (answered.body as { data: { topupId: string } }).data.topupId;
    },
    async order(id: string): Promise<unknown> {
      return ((await get(`/mobile/check-id/${id}`)).body as { data: unknown }).data;
    },
    async dump(): Promise<ReturnType<typeof viewDump>> {
      return (await ask("GET", "/__sim/dump")).body as ReturnType<typeof viewDump>;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A test of broken bodies reads `text`.
    return undefined;
  }
}
