import { expect } from "@playwright/test";
import { INSTANCE_HEADER } from "./e2e-front";

/** A live stream without a browser around it: which instance it hangs on, and everything it has said. */
export class Stream {
  private text = "";

  private constructor(
    readonly instance: string,
    private readonly stopping: AbortController,
    body: ReadableStream<Uint8Array>,
  ) {
    void this.read(body).catch(() => undefined); // cut, by us or by the instance's end
  }

  static async open(siteUrl: string, cookies: readonly { name: string; value: string }[]): Promise<Stream> {
    const stopping = new AbortController();
    const response = await fetch(`${siteUrl}/api/live`, {
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
      signal: stopping.signal,
    });
    expect(response.status).toBe(200);
    if (response.body === null) throw new Error("the stream has no body");
    return new Stream(response.headers.get(INSTANCE_HEADER) ?? "", stopping, response.body);
  }

  async expectSaid(text: string, timeoutMs: number): Promise<void> {
    await expect
      .poll(() => this.text.includes(text), { message: `${this.instance} tells ${text}`, timeout: timeoutMs })
      .toBe(true);
  }

  close(): void {
    this.stopping.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of body) this.text += decoder.decode(chunk, { stream: true });
  }
}
