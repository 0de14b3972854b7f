import type { BookedOrder, Books } from "./books";
import type { AskedCall } from "./network";
import { DEPOSIT_DINARS } from "./trouble";
import type { Stage } from "./stage";
import type { Heard, World } from "./world";

const RELEASED = new Set(["refunded", "rejected", "cancelled"]);
export const FINAL = new Set(["fulfilled", ...RELEASED]);

/** Whether the provider's order under our reference is the very sale that we saved. */
export function isOurSale(order: BookedOrder, { order: theirs }: Heard): boolean {
  return (
    theirs.msisdn === order.msisdn && theirs.planCode === order.plan_code && theirs.amountDinars * 100 === order.face
  );
}

/** What must hold at every moment, whatever is still under way. `aboveDinars`: from where on a verdict takes two, by shop. */
export function judgeMoment(stage: Stage, books: Books, world: World, aboveDinars: ReadonlyMap<number, number>): void {
  judgeAccounts(stage, books);
  for (const order of books.orders.filter((one) => one.by_people)) {
    judgeVoices(stage, order, (aboveDinars.get(order.shop_id) ?? 0) * 100);
  }
  const known = new Set(books.orders.map((order) => order.id));
  for (const ref of world.refs()) {
    if (!known.has(ref) && !world.strangers.has(ref))
      stage.breach("the provider knows no order that we did not save", ref);
  }
  for (const order of books.orders) judgeOrder(stage, order, world.find(order.id), world.strangers.has(order.id));
}

function judgeOrder(stage: Stage, order: BookedOrder, heard: Heard | undefined, isStranger: boolean): void {
  const text = () => `${JSON.stringify(order)} the provider: ${heard ? [...heard.words].join(", ") : "nothing"}`;
  const isOurs = heard !== undefined && isOurSale(order, heard);
  const has = (kind: string) => order.kinds.filter((one) => one === kind).length;
  if (order.by_people && has("reversal") > 0) {
    stage.breach("the provider's word never undoes a verdict of people by itself", text());
  }
  if (has("settle") > 0 && !order.by_people && !(isOurs && heard.words.has("FULFILLED"))) {
    stage.breach("nothing is settled without proof of delivery", text());
  }
  if (has("release") > 0 && !order.by_people) {
    if (order.status === "refunded" && !(isOurs && heard.words.has("REFUNDED"))) {
      stage.breach("nothing is released without proof of refund", text());
    }
    if (order.status !== "refunded" && heard !== undefined && !isStranger)
      stage.breach("nothing is released that the provider has", text());
  }
  if (has("reversal") > 0 && !(isOurs && heard.words.has("REFUNDED"))) {
    stage.breach("nothing is reversed without proof of refund", text());
  }
  if (order.refusal_code?.includes("DUPLICAT")) stage.breach("a taken reference is no refusal", text());
  const expected = order.reversed
    ? "hold,settle,reversal"
    : order.status === "fulfilled"
      ? "hold,settle"
      : RELEASED.has(order.status)
        ? "hold,release"
        : "hold";
  if (order.kinds.join() !== expected) stage.breach("an order's transfers follow from its status", text());
  if (!FINAL.has(order.status) && order.due_ms === null) stage.breach("somebody will look at every open order", text());
}

/** An operator and, above the shop's amount, somebody else, who all say what was decided. */
function judgeVoices(stage: Stage, order: BookedOrder, aboveCentimes: number): void {
  const said = order.status === "fulfilled" ? "delivered" : "not_delivered";
  const isAgreed = order.voices.every((voice) => voice.said === said);
  const needed = order.face > aboveCentimes ? 2 : 1;
  const isEnough = order.voices.length >= needed && order.voices.some((voice) => voice.is_operator);
  if (!isAgreed || !isEnough) stage.breach("a verdict has the voices it needs", JSON.stringify(order));
}

function judgeAccounts(stage: Stage, { accounts, orders }: Books): void {
  const sums = new Map<number, number>();
  for (const account of accounts) {
    sums.set(account.shop_id, (sums.get(account.shop_id) ?? 0) + account.balance);
    if (account.floor !== null && account.balance < account.floor) {
      stage.breach("no account is below its floor", JSON.stringify(account));
    }
    const own = orders.filter((order) => order.shop_id === account.shop_id);
    const total = (rows: readonly BookedOrder[]) => rows.reduce((sum, order) => sum + order.charge, 0);
    const held = total(own.filter((order) => !FINAL.has(order.status)));
    const sold = total(own.filter((order) => order.status === "fulfilled" && !order.reversed));
    if (
      (account.kind === "held" && account.balance !== held) ||
      (account.kind === "sold" && account.balance !== sold)
    ) {
      stage.breach("held and sold money is that of the orders", `${JSON.stringify(account)} held ${held} sold ${sold}`);
    }
  }
  for (const [shop, sum] of sums) if (sum !== 0) stage.breach("money is neither made nor lost", `shop ${shop}: ${sum}`);
}

/** What a shop was ever given: its opening float, and the one deposit of the scenario at most once. */
export function judgeDeposits(stage: Stage, { accounts }: Books, openingDinars: readonly number[]): void {
  for (const [index, account] of accounts.filter((one) => one.kind === "funding").entries()) {
    const opening = (openingDinars[index] ?? 0) * 100;
    if (account.balance === -opening || account.balance === -opening - DEPOSIT_DINARS * 100) continue;
    stage.breach("a deposit is made once", `${JSON.stringify(account)} opening ${opening}`);
  }
}

/** A sale that was just saved, against what stood in the books before it. */
export function judgePlaced(stage: Stage, before: Books, after: Books, windowMs: number): void {
  const known = new Set(before.orders.map((order) => order.id));
  for (const placed of after.orders.filter((order) => !known.has(order.id) && !order.is_repeat)) {
    const twin = before.orders.find(
      (other) =>
        other.shop_id === placed.shop_id &&
        other.msisdn === placed.msisdn &&
        other.face === placed.face &&
        !RELEASED.has(other.status) &&
        // However old the first one is: while its fate is open, a second may be one too many.
        (other.placed_ms > placed.placed_ms - windowMs || other.status !== "fulfilled"),
    );
    if (twin !== undefined) stage.breach("a second sale asks first", `${twin.id} and ${placed.id}`);
  }
}

/** A repeated POST keeps this distance from the one before, which may still be on its way. */
const REPEAT_QUIET_MS = 50_000;

/** Answers that prove that this very request created nothing. */
const PROVES_NOTHING_CREATED = /^(?:connection refused|429|503 \{)/;

/** The requests of a seed, watched from the outside: who asks for what while who else is at it. */
export class Calls {
  /** Until then, clocks or processes have been so disturbed that leases may lapse early. */
  disturbedUntilMs = 0;
  private readonly hastenedMs = new Map<string, number>();
  private readonly calls: { call: AskedCall; answer: string }[] = [];

  constructor(private readonly stage: Stage) {}

  disturb(forMs = 0): void {
    this.disturbedUntilMs = Math.max(this.disturbedUntilMs, this.stage.nowMs + forMs + 150_000);
  }

  /** A person asked for a look, which may run beside the engine's own. */
  hasten(orderId: string): void {
    this.hastenedMs.set(orderId, this.stage.nowMs + 150_000);
  }

  judge(call: AskedCall, books: Books, body: string | null): void {
    if (call.orderId !== null) {
      this.judgeCompany(call, call.orderId);
      if (call.kind === "send") this.judgeSend(call, call.orderId, books, body ?? "");
    }
    this.calls.push({ call, answer: "" });
  }

  answered(call: AskedCall, text: string): void {
    const known = this.calls.find((one) => one.call === call);
    if (known !== undefined) known.answer = text;
  }

  /** Of the POSTs that were made, those whose fate nobody was told are in doubt. Only against books that were just read. */
  judgeDoubt(books: Books): void {
    for (const order of books.orders) {
      const inDoubt = this.calls.filter(
        ({ call, answer }) =>
          call.orderId === order.id &&
          call.kind === "send" &&
          (call.isOpen || answer === "gives up" || answer === "cut"),
      );
      if (order.doubt_count >= inDoubt.length) continue;
      this.stage.breach("a request whose fate is unknown is in doubt", `${inDoubt.length}: ${JSON.stringify(order)}`);
    }
  }

  private judgeCompany(call: AskedCall, orderId: string): void {
    const other = this.calls.find(
      (one) => one.call.orderId === orderId && one.call.isOpen && one.call.actor.life === one.call.life,
    );
    if (other === undefined || this.isExcused(orderId)) return;
    const what = `${other.call.kind} by ${other.call.actor.name} and ${call.kind} by ${call.actor.name}`;
    this.stage.breach("one order is worked on by one at a time", `${orderId}: ${what}`);
  }

  private judgeSend(call: AskedCall, orderId: string, books: Books, body: string): void {
    const order = books.orders.find((one) => one.id === orderId);
    if (order === undefined) return this.stage.breach("nothing is sent that was not saved", orderId);
    const sent = JSON.parse(body) as { plan_code: string; MSSIDN: string; amount: number };
    if (sent.plan_code !== order.plan_code || sent.MSSIDN !== order.msisdn || sent.amount * 100 !== order.face) {
      this.stage.breach("what is sent is what was sold", `${body} ${JSON.stringify(order)}`);
    }
    if (FINAL.has(order.status)) this.stage.breach("nothing final is sent", JSON.stringify(order));
    const last = this.calls.findLast((one) => one.call.orderId === orderId && one.call.kind === "send");
    if (last === undefined || PROVES_NOTHING_CREATED.test(last.answer)) return;
    if (call.startedMs - last.call.startedMs < REPEAT_QUIET_MS && this.stage.nowMs > this.disturbedUntilMs) {
      const apart = call.startedMs - last.call.startedMs;
      this.stage.breach(
        "a repeat keeps its distance",
        `${orderId}: ${apart} ms after one that ended as "${last.answer}"`,
      );
    }
  }

  private isExcused(orderId: string): boolean {
    const { nowMs } = this.stage;
    return nowMs <= this.disturbedUntilMs || nowMs <= (this.hastenedMs.get(orderId) ?? 0);
  }
}
