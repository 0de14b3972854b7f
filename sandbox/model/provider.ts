import { BOOKS, USERNAMES, type BookName } from "./accounts";
import { Agenda } from "./agenda";
import { answer, refuse, type Answer } from "./answer";
import { Book } from "./book";
import { Clock } from "./clock";
import { Deliveries } from "./deliveries";
import type { Fact } from "./facts";
import { ObjectIdMint } from "./object-id";
import { openOrder, type AcceptedOrder, type Order, type Step } from "./orders";
import { isScripted, resolution, unknownStep, writeScript } from "./scenario";
import { judge, type SendInput } from "./judge";
import type { Settings } from "./settings";

export type ProviderStart = {
  readonly seed: number;
  readonly openingCentimes: bigint;
  /** Milliseconds since 1970; the only source of time. */
  readonly source: () => number;
  readonly settings: Settings;
  /** Told of every fact before the caller has its answer. */
  readonly record: (fact: Fact) => void;
};

export type StatusCommand = {
  readonly status: string;
  readonly refundMessage: string | null;
  readonly offers: Step["offers"];
};

/**
 * The service behind the HTTP: orders that live by the clock, the money they move, the phones they reach.
 * Nothing here waits, reads the wall clock or draws a random number that does not come from the seed.
 */
export class Provider {
  readonly deliveries = new Deliveries();
  private readonly clock: Clock;
  private readonly ids: ObjectIdMint;
  private readonly agenda = new Agenda();
  private readonly books: ReadonlyMap<BookName, Book>;
  private readonly byId = new Map<string, Order>();

  constructor(private readonly start: ProviderStart) {
    this.clock = new Clock(start.source);
    this.ids = new ObjectIdMint(start.seed);
    this.books = new Map(BOOKS.map((name) => [name, new Book(name, USERNAMES[name], start.openingCentimes)]));
  }

  /** The fact that a new journal opens with. */
  opening(): Fact {
    const { seed, openingCentimes } = this.start;
    return { kind: "opened", version: 1, atMs: this.clock.now(), seed, openingCentimes };
  }

  /** Brings every order up to the present, and says when that is. Called by everything that looks. */
  settle(): number {
    const nowMs = this.clock.now();
    this.settleUntil(nowMs);
    return nowMs;
  }

  book(name: BookName): Book {
    const book = this.books.get(name);
    if (book === undefined) throw new Error(`no book ${name}`);
    return book;
  }

  findById(id: string): Order | null {
    return this.byId.get(id) ?? null;
  }

  /** A new order, or the first reason against it. `isSandbox` is whether the scripted numbers apply. */
  send(name: BookName, input: SendInput, isSandbox: boolean): Answer<Order> {
    const atMs = this.settle();
    const book = this.book(name);
    const { settings } = this.start;
    const verdict = judge(input, { book, settings, isPrefixFree: isSandbox && isScripted(input.msisdn), isSandbox });
    if (!verdict.ok) return verdict;
    const { plan, amountDinars, chargeCentimes, debitCentimes } = verdict.value;
    const id = this.ids.mint(atMs);
    const { timing, dialect } = settings;
    const { msisdn } = input;
    const accepted: AcceptedOrder = {
      id,
      book: name,
      ref: input.ref ?? `auto-${id}`,
      planCode: plan.code,
      msisdn,
      amountDinars,
      chargeCentimes,
      debitCentimes,
      reachesPhone: plan.kind !== "getmenu",
      createdAtMs: atMs,
      script: writeScript({ plan, msisdn, amountDinars, createdAtMs: atMs, isSandbox, timing, dialect }),
    };
    this.commit({ kind: "accepted", atMs, order: accepted });
    return answer(this.requireOrder(id));
  }

  /**
   * Puts an order into a status, whatever its script said. Money and deliveries follow: REFUNDED gives back and takes
   * the delivery back, FULFILLED pays and delivers, any other word holds the money. UNKNOWN_ERROR resolves a day later.
   */
  command(order: Order, command: StatusCommand): Answer<Order> {
    const atMs = this.settle();
    const { wallet } = this.book(bookNameOf(order));
    if (command.status !== "REFUNDED" && !order.isDebited && !wallet.canPay(order.debitCentimes)) {
      return refuse({ status: 409, code: "EMPTY_WALLET", message: "the wallet cannot pay for this order again" });
    }
    const isUnknown = command.status === "UNKNOWN_ERROR";
    const refundMessage = command.refundMessage ?? (isUnknown ? unknownStep(atMs).refundMessage : null);
    const step: Step = { atMs, status: command.status, refundMessage, offers: command.offers };
    const { timing } = this.start.settings;
    const script = isUnknown ? resolution(atMs + timing.unknownResolvesMs, timing) : [];
    this.commit({ kind: "commanded", atMs, orderId: order.id, step, script });
    return answer(order);
  }

  setBalance(name: BookName, balanceCentimes: bigint): void {
    const atMs = this.settle();
    this.commit({ kind: "balance-set", atMs, book: name, balanceCentimes });
  }

  advance(ms: number): number {
    this.settle();
    const atMs = this.clock.advance(ms);
    this.settleUntil(atMs);
    this.start.record({ kind: "clock-moved", atMs, offsetMs: this.clock.offsetMs });
    return atMs;
  }

  /** Takes up the facts of an earlier life, in their order. */
  replay(facts: Iterable<Fact>): void {
    let lastMs = 0;
    let offsetMs = 0;
    for (const fact of facts) {
      lastMs = fact.atMs;
      if (fact.kind === "clock-moved") offsetMs = fact.offsetMs;
      this.settleUntil(fact.atMs);
      this.apply(fact);
    }
    this.clock.resume(lastMs, offsetMs);
  }

  private commit(fact: Fact): void {
    this.start.record(fact);
    this.apply(fact);
  }

  private apply(fact: Fact): void {
    switch (fact.kind) {
      case "opened":
      case "clock-moved":
        return;
      case "accepted":
        return this.applyAccepted(fact.order);
      case "commanded": {
        const order = this.requireOrder(fact.orderId);
        this.applyStep(order, fact.step);
        return this.follow(order, fact.script);
      }
      case "balance-set":
        return this.applyBalance(requireBookName(fact.book), fact.balanceCentimes, fact.atMs);
    }
  }

  private applyAccepted(accepted: AcceptedOrder): void {
    this.ids.observe(accepted.id);
    const order = openOrder(accepted);
    this.book(bookNameOf(order)).add(order);
    this.byId.set(order.id, order);
    if (order.debitCentimes > 0n) this.moveMoney(order, "FLEXY", order.createdAtMs);
    this.follow(order, order.script);
  }

  private applyBalance(name: BookName, balanceCentimes: bigint, atMs: number): void {
    const { wallet } = this.book(name);
    const difference = balanceCentimes - wallet.balanceCentimes;
    if (difference === 0n) return;
    const amountCentimes = difference > 0n ? difference : -difference;
    const type = difference > 0n ? "DEPOSIT" : "WITHDRAW";
    wallet.move({ id: this.ids.mint(atMs), type, amountCentimes, orderId: "", atMs });
  }

  private settleUntil(nowMs: number): void {
    for (let due = this.agenda.takeDue(nowMs); due !== null; due = this.agenda.takeDue(nowMs)) {
      const order = this.requireOrder(due.orderId);
      const [step, ...rest] = order.ahead;
      // A command may have rewritten what lies ahead; its own steps are on the agenda too.
      if (step === undefined || step.atMs !== due.atMs) continue;
      this.applyStep(order, step);
      this.follow(order, rest);
    }
  }

  private follow(order: Order, ahead: readonly Step[]): void {
    order.ahead = ahead;
    const next = ahead[0];
    if (next !== undefined) this.agenda.add(order.id, next.atMs);
  }

  private applyStep(order: Order, step: Step): void {
    const isRefund = step.status === "REFUNDED";
    if (isRefund && order.isDebited) this.moveMoney(order, "REFUND-FLEXY", step.atMs);
    if (!isRefund && !order.isDebited && order.debitCentimes > 0n) this.moveMoney(order, "FLEXY", step.atMs);
    order.isDebited = !isRefund && order.debitCentimes > 0n;
    order.status = step.status;
    order.refundMessage = step.refundMessage;
    order.offers = step.offers;
    if (step.status === "FULFILLED" && order.reachesPhone) this.deliveries.deliver(order, step.atMs);
    if (isRefund) this.deliveries.reverse(order.id, step.atMs);
  }

  private moveMoney(order: Order, type: "FLEXY" | "REFUND-FLEXY", atMs: number): void {
    const { wallet } = this.book(bookNameOf(order));
    wallet.move({ id: this.ids.mint(atMs), type, amountCentimes: order.debitCentimes, orderId: order.id, atMs });
  }

  private requireOrder(id: string): Order {
    const order = this.byId.get(id);
    if (order === undefined) throw new Error(`no order ${id}`);
    return order;
  }
}

function bookNameOf(order: AcceptedOrder): BookName {
  return requireBookName(order.book);
}

function requireBookName(text: string): BookName {
  const name = BOOKS.find((book) => book === text);
  if (name === undefined) throw new Error(`no book ${text}`);
  return name;
}
