/**
 * A crowd of browsers without the browser, in a process of its own: each keeps one stream of the live channel open, reads what
 * comes as a browser does, and comes back from its cursor when it is cut. Told what was sold, it says when who heard of it.
 */
import { Agent, get, type IncomingMessage } from "node:http";
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import type { LiveMessage } from "@/lib/orders/view";

/** One of the crowd: whose cookie it shows, and which till's sales it should hear of. */
export type Listener = { readonly cookie: string; readonly till: number };

/** A sale and the instant just before its commit was asked for, in nanoseconds of the machine's own clock. */
export type Sold = { readonly orderId: string; readonly till: number; readonly atNs: bigint };

export type Heard = {
  /** From the commit to the parsed message, of each sale at each of its listeners, ascending. */
  readonly latenciesMs: readonly number[];
  readonly lost: number;
  /** Streams that were cut and came back. */
  readonly returns: number;
};

type Request =
  | { readonly kind: "open"; readonly url: string; readonly listeners: readonly Listener[] }
  | { readonly kind: "account"; readonly sold: readonly Sold[] };
type Answer =
  | { readonly kind: "opened" }
  | ({ readonly kind: "accounted" } & Heard)
  | { readonly kind: "failed"; readonly why: string };

/** So many are on their way in at once. */
const OPENING_MAX = 50;
/** How long the last news may be on their way before they count as lost. */
const SETTLE_MS = 5_000;
const RETURN_MS = 200;

export type Crowd = {
  account(sold: readonly Sold[]): Promise<Heard>;
  close(): Promise<void>;
};

/** Opens the crowd's streams; resolves when each has been told its first message. */
export async function openCrowd(url: string, listeners: readonly Listener[]): Promise<Crowd> {
  const child = fork(fileURLToPath(import.meta.url), ["crowd"], {
    execArgv: ["--import", "tsx"],
    serialization: "advanced",
  });
  try {
    await ask(child, { kind: "open", url, listeners });
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return {
    async account(sold) {
      const answer = await ask(child, { kind: "account", sold });
      if (answer.kind !== "accounted") throw new Error(`the crowd answered ${answer.kind}`);
      return answer;
    },
    async close() {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function ask(child: ChildProcess, request: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error("the crowd has gone"));
    child.once("exit", onExit);
    child.once("message", (answer: Answer) => {
      child.off("exit", onExit);
      if (answer.kind === "failed") reject(new Error(answer.why));
      else resolve(answer);
    });
    child.send(request);
  });
}

/** One stream, kept open; `heard` has when each order was first heard of. */
class Stream {
  readonly heard = new Map<string, bigint>();
  returns = 0;
  private cursor = "";
  private text = "";

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private readonly agent: Agent,
  ) {}

  /** Resolves with the first message. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const address = this.cursor === "" ? this.url : `${this.url}?since=${encodeURIComponent(this.cursor)}`;
      const request = get(address, { agent: this.agent, headers: { cookie: this.listener.cookie } }, (response) => {
        if (response.statusCode !== 200) return reject(new Error(`the live channel answered ${response.statusCode}`));
        this.listen(response, resolve);
      });
      request.on("error", reject);
    });
  }

  private listen(response: IncomingMessage, onMessage: () => void): void {
    this.text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      const events = (this.text + chunk).split("\n\n");
      this.text = events.pop() ?? "";
      for (const event of events) if (this.take(event)) onMessage();
    });
    response.on("error", () => undefined);
    response.on("close", () => void this.comeBack());
  }

  private async comeBack(): Promise<void> {
    this.returns += 1;
    await delay(RETURN_MS * (0.5 + Math.random()));
    await this.open().catch(() => this.comeBack());
  }

  /** Whether it was a message. */
  private take(event: string): boolean {
    let message: LiveMessage | null = null;
    let cursor = "";
    for (const line of event.split("\n")) {
      if (line.startsWith("id: ")) cursor = line.slice(4);
      else if (line.startsWith("data: {")) message = JSON.parse(line.slice(6)) as LiveMessage;
    }
    if (cursor !== "") this.cursor = cursor;
    if (message?.type === "orders") {
      const now = process.hrtime.bigint();
      for (const { id } of message.orders) if (!this.heard.has(id)) this.heard.set(id, now);
    }
    return message !== null;
  }
}

function groupByTill(sold: readonly Sold[]): Map<number, Sold[]> {
  const byTill = new Map<number, Sold[]>();
  for (const sale of sold) {
    const known = byTill.get(sale.till);
    if (known) known.push(sale);
    else byTill.set(sale.till, [sale]);
  }
  return byTill;
}

/** The other end of `openCrowd`. */
function beCrowd(): void {
  const agent = new Agent({ maxSockets: Infinity });
  const streams: { readonly stream: Stream; readonly till: number }[] = [];

  async function open(url: string, listeners: readonly Listener[]): Promise<Answer> {
    const left = listeners.map((listener) => ({ stream: new Stream(url, listener, agent), till: listener.till }));
    streams.push(...left);
    const work = async () => {
      for (let one = left.pop(); one !== undefined; one = left.pop()) await one.stream.open();
    };
    await Promise.all(Array.from({ length: OPENING_MAX }, work));
    return { kind: "opened" };
  }

  async function account(sold: readonly Sold[]): Promise<Answer> {
    const byTill = groupByTill(sold);
    const salesOf = (till: number) => byTill.get(till) ?? [];
    const endAt = performance.now() + SETTLE_MS;
    const countMissing = () =>
      streams.reduce(
        (sum, { stream, till }) => sum + salesOf(till).filter(({ orderId }) => !stream.heard.has(orderId)).length,
        0,
      );
    let lost = countMissing();
    for (; lost > 0 && performance.now() < endAt; lost = countMissing()) await delay(100);
    const latenciesMs: number[] = [];
    for (const { stream, till } of streams) {
      for (const sale of salesOf(till)) {
        const at = stream.heard.get(sale.orderId);
        if (at !== undefined) latenciesMs.push(Number(at - sale.atNs) / 1e6);
      }
      stream.heard.clear();
    }
    const returns = streams.reduce((sum, { stream }) => sum + stream.returns, 0);
    return { kind: "accounted", latenciesMs: latenciesMs.sort((a, b) => a - b), lost, returns };
  }

  process.on("message", (request: Request) => {
    const answering = request.kind === "open" ? open(request.url, request.listeners) : account(request.sold);
    answering
      .catch((error: unknown): Answer => ({ kind: "failed", why: String(error) }))
      .then((answer) => process.send?.(answer));
  });
}

if (process.argv[2] === "crowd") beCrowd();
