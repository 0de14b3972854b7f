import type { Model } from "@/sandbox/model/model";
import type { Wire } from "@/sandbox/model/wire";
import type { Draw } from "./draw";
import { spoilPage, type PageFault } from "./page-faults";
import { receive, type ProviderRequest } from "./provider-door";
import type { Actor, Stage } from "./stage";

/** How bad the network is, in cases of a thousand. */
export type Weather = {
  /** The connection is never made. */
  readonly refused: number;
  /** The request, or the answer, is lost on its way; the caller waits until it gives up. */
  readonly lost: number;
  /** On its way for seconds instead of milliseconds, now and then longer than the caller waits. */
  readonly slow: number;
};

/** A request of the engine's about one order, from the moment it is made until the engine has its answer or gives up. */
export type AskedCall = {
  readonly orderId: string | null;
  readonly kind: "send" | "look";
  readonly actor: Actor;
  readonly life: number;
  readonly startedMs: number;
  isOpen: boolean;
};

export type Watcher = {
  onCall(call: AskedCall, request: ProviderRequest): void;
  onAnswer(call: AskedCall, text: string): void;
};

const WIRE: Actor = { name: "wire", life: 0, frozenUntilMs: 0 };
const timeouts = new WeakMap<AbortSignal, number>();

let plays = 0;

/** While anybody plays, `AbortSignal.timeout` makes signals that only the stage's clock can raise. Returns how to end it. */
export function useVirtualTimeouts(): () => void {
  if (plays === 0) AbortSignal.timeout = virtualTimeout;
  plays += 1;
  return () => {
    plays -= 1;
    if (plays === 0) AbortSignal.timeout = realTimeout;
  };
}

const realTimeout = AbortSignal.timeout;

function virtualTimeout(ms: number): AbortSignal {
  const { signal } = new AbortController();
  timeouts.set(signal, ms);
  return signal;
}

/** The way between the instances and the provider: it delays, loses and cuts, and a request once sent outlives its sender. */
export class Network {
  weather: Weather = { refused: 0, lost: 0, slow: 0 };
  /** Plans that the catalogue no longer lists. */
  readonly vanished = new Set<string>();
  /** What the next pages of a walk will be like, and what those that were shown were. */
  pageFaults: PageFault[] = [];
  spoiled: PageFault[] = [];
  constructor(
    private readonly stage: Stage,
    private readonly model: Model,
    private readonly draw: Draw,
    private readonly watcher: Watcher,
  ) {}

  /** The `fetch` of one instance. */
  fetchOf(actor: Actor): typeof globalThis.fetch {
    return (input, init) =>
      new Promise<Response>((resolve, reject) => {
        const request = toRequest(input, init);
        const call = this.open(actor, request);
        this.watcher.onCall(call, request);
        const end = (text: string, settle: () => void) => {
          if (!call.isOpen) return;
          call.isOpen = false;
          giveUp();
          this.watcher.onAnswer(call, text);
          settle();
        };
        const waitMs = (init?.signal && timeouts.get(init.signal)) ?? 30_000;
        const giveUp = this.stage.at(this.stage.nowMs + waitMs, actor, "", () =>
          this.stage.offer(actor, "", () =>
            end("gives up", () => reject(new DOMException("timed out", "TimeoutError"))),
          ),
        );
        this.stage.offer(actor, `${request.method} ${textOf(request.url)}`, () => {
          if (this.draw.perMille(this.weather.refused)) return end("connection refused", () => reject(refusedError()));
          this.launch(request, (wire) => this.answer(call, wire, end, resolve, reject));
        });
      });
  }

  private open(actor: Actor, { method, url, body }: ProviderRequest): AskedCall {
    const kind = method === "POST" ? "send" : "look";
    const call = { kind, actor, life: actor.life, startedMs: this.stage.nowMs, isOpen: true } as const;
    if (body !== null) return { ...call, orderId: String((JSON.parse(body) as { ref?: unknown }).ref) };
    const last = decodeURIComponent(url.pathname.split("/").at(-1) ?? "");
    if (url.pathname.includes("/check-ref/")) return { ...call, orderId: last.slice(-36) };
    if (url.pathname.includes("/check-id/")) {
      return { ...call, orderId: this.model.provider.findById(last)?.ref ?? null };
    }
    return { ...call, orderId: null };
  }

  /** To the provider, through it, and back; from here on nobody can call the request back. */
  private launch(request: ProviderRequest, onAnswer: (wire: Wire) => void): void {
    const { stage, draw } = this;
    if (draw.perMille(this.weather.lost)) return stage.note(WIRE, () => "the request is lost");
    stage.at(stage.nowMs + this.latencyMs(), WIRE, `arrives: ${request.method} ${textOf(request.url)}`, () => {
      const { waitBeforeMs, run } = receive(this.model, request);
      const work = () => {
        const { waitAfterMs, wire } = run();
        if (draw.perMille(this.weather.lost)) return stage.note(WIRE, () => "the answer is lost");
        const shown = this.shown(request, wire);
        stage.at(stage.nowMs + waitAfterMs + this.latencyMs(), WIRE, "", () => onAnswer(shown));
      };
      if (waitBeforeMs === 0) work();
      else stage.at(stage.nowMs + waitBeforeMs, WIRE, "the provider takes it up late", work);
    });
  }

  private answer(
    call: AskedCall,
    wire: Wire,
    end: (text: string, settle: () => void) => void,
    resolve: (response: Response) => void,
    reject: (error: unknown) => void,
  ): void {
    // The process that asked is gone: nobody reads the answer.
    if (call.actor.life !== call.life || !call.isOpen) return;
    this.stage.offer(call.actor, "", () =>
      end(wireText(wire), () => {
        if (wire.kind === "drop") return reject(resetError());
        resolve(toResponse(wire));
      }),
    );
  }

  private shown({ url }: ProviderRequest, wire: Wire): Wire {
    if (url.pathname.endsWith("/plans")) return this.withoutVanished(wire);
    const [fault] = this.pageFaults;
    const isWalked = url.searchParams.has("from") && wire.kind === "reply" && wire.reply.status === 200;
    if (fault === undefined || !isWalked || !this.draw.percent(50)) return wire;
    const payload = spoilPage(wire.reply.payload, fault);
    if (payload === null) return wire;
    this.pageFaults.shift();
    this.spoiled.push(fault);
    this.stage.note(WIRE, () => `the page is not as it should be: ${fault}`);
    return { ...wire, reply: { ...wire.reply, payload } };
  }

  private withoutVanished(wire: Wire): Wire {
    if (wire.kind !== "reply" || this.vanished.size === 0) return wire;
    const payload = wire.reply.payload.replace(/\{"code":"([A-Z0-9_]+)"[^}]*\},?/g, (plan: string, code: string) =>
      this.vanished.has(code) ? "" : plan,
    );
    return { ...wire, reply: { ...wire.reply, payload: payload.replaceAll(",]", "]") } };
  }

  private latencyMs(): number {
    if (!this.draw.perMille(this.weather.slow)) return this.draw.between(5, 180);
    return this.draw.percent(20) ? this.draw.between(25_000, 55_000) : this.draw.between(1_000, 28_000);
  }
}

function toRequest(input: RequestInfo | URL, init: RequestInit | undefined): ProviderRequest {
  return {
    method: init?.method ?? "GET",
    url: new URL(String(input)),
    key: new Headers(init?.headers).get("x-access-token") ?? "",
    body: typeof init?.body === "string" ? init.body : null,
  };
}

function toResponse(wire: Exclude<Wire, { kind: "drop" }>): Response {
  const { status, headers, payload } = wire.reply;
  if (wire.kind === "reply") return new Response(payload, { status, headers });
  const half = new TextEncoder().encode(payload.slice(0, Math.floor(payload.length / 2)));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(half);
      controller.error(new Error("cut"));
    },
  });
  return new Response(body, { status, headers });
}

function refusedError(): TypeError {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
  return new TypeError("fetch failed", { cause });
}

function resetError(): TypeError {
  return new TypeError("fetch failed", {
    cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }),
  });
}

function textOf(url: URL): string {
  return url.pathname.replace("/v3", "").replace("/mobile", "");
}

function wireText(wire: Wire): string {
  return wire.kind === "drop"
    ? "cut"
    : `${wire.kind === "cut" ? "cut in " : ""}${wire.reply.status} ${wire.reply.payload.slice(0, 140)}`;
}
