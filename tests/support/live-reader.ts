import type { LiveMessage } from "@/lib/orders/view";

/** Reads a live stream as a browser does, when it is told to. */
export class LiveReader {
  readonly messages: LiveMessage[] = [];
  cursor: string | null = null;
  isEnded = false;
  private text = "";
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();

  constructor(response: Response) {
    if (response.body === null) throw new Error("a stream without a body");
    this.reader = response.body.getReader();
  }

  /** Reads on until this holds. Throws when the stream ends before, unless that is what is waited for. */
  async until(isIt: () => boolean): Promise<void> {
    while (!isIt()) {
      if (this.isEnded) throw new Error("the stream has ended");
      await this.readOn();
    }
  }

  /** Reads what is left, to the end. */
  async untilEnd(): Promise<void> {
    await this.until(() => this.isEnded);
  }

  hasHeardOf(orderId: string): boolean {
    return this.orderIds().includes(orderId);
  }

  /** Every order told of, as often as it was. */
  orderIds(): string[] {
    return this.messages.flatMap((one) => (one.type === "orders" ? one.orders.map(({ id }) => id) : []));
  }

  async leave(): Promise<void> {
    await this.reader.cancel();
  }

  private async readOn(): Promise<void> {
    const chunk = await this.reader.read().catch(() => ({ done: true, value: undefined }) as const);
    if (chunk.done) {
      this.isEnded = true;
      return;
    }
    const events = (this.text + this.decoder.decode(chunk.value, { stream: true })).split("\n\n");
    this.text = events.pop() ?? "";
    for (const event of events) this.take(event);
  }

  private take(event: string): void {
    for (const line of event.split("\n")) {
      if (line.startsWith("id: ")) this.cursor = line.slice(4);
      // Our own text, typed by the same view.
      if (line.startsWith("data: {")) this.messages.push(JSON.parse(line.slice(6)) as LiveMessage);
    }
  }
}
