import { expect, type APIResponse, type Page, type Request } from "@playwright/test";

/** A server action as a browser of ours has really called it: where, with which headers, with what. */
export type Call = { readonly url: string; readonly headers: Record<string, string>; readonly body: string };

export function isAction(request: Request): boolean {
  return request.method() === "POST" && request.headers()["next-action"] !== undefined;
}

/** Waits for the next call of an action that this page makes. */
export async function captureCall(page: Page, cause: () => Promise<unknown>): Promise<Call> {
  const [request] = await Promise.all([page.waitForRequest(isAction), cause()]);
  const {
    ["next-action"]: action = "",
    ["next-router-state-tree"]: tree = "",
    ["content-type"]: type = "",
  } = request.headers();
  return {
    url: request.url(),
    headers: {
      "next-action": action,
      "next-router-state-tree": tree,
      "content-type": type,
      accept: "text/x-component",
    },
    body: request.postData() ?? "",
  };
}

/** The same call with another body, as a stranger with a browser's tools makes it. The cookies are those of `page`. */
export async function forge(page: Page, call: Call, body: unknown): Promise<APIResponse> {
  return page.request.post(call.url, {
    headers: { ...call.headers, origin: new URL(call.url).origin },
    data: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** What the action answered, out of the page that Next wraps it in. */
export async function readAnswer(response: APIResponse): Promise<unknown> {
  expect(response.status()).toBe(200);
  const line = (await response.text()).split("\n").find((text) => /^[0-9a-f]+:\{"ok":/.test(text));
  expect(line, "the action's answer").toBeDefined();
  return JSON.parse((line ?? "").replace(/^[0-9a-f]+:/, ""));
}

export async function expectAnswer(response: APIResponse, expected: Record<string, unknown>): Promise<void> {
  expect(await readAnswer(response)).toMatchObject(expected);
}
