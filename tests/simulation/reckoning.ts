import { heedAnswer, openGate } from "@/lib/orders/open-gate";
import { takeRequests } from "@/lib/orders/rate-budget";
import { reconcile, type ReconcileReason } from "@/lib/reconcile/reconcile";
import type { ReconcileDeps } from "@/lib/reconcile/types";
import type { Fault } from "@/sandbox/model/faults";
import type { Order } from "@/sandbox/model/orders";
import type { WalletLine } from "@/sandbox/model/wallet";
import { readMoney, readReckoning, type Concluded } from "./books";
import type { Draw } from "./draw";
import { NO_LOSSES, type InstanceDeps, type Losses } from "./instance";
import { drawPageFaults, REPORTED_AS, type PageFault } from "./page-faults";
import type { Play } from "./play";
import { listDifferences } from "./reckoning-oracle";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Longer than the quiet time after which an order's fate is held to be told. */
const SETTLING_MS = 6 * MINUTE;
/** A walk of some weeks under the smallest budget, with every fault and a crash now and then. */
const ROUNDS_MAX = 400;
const STEPS_MAX = 3_000;
/** The walk begins so long before the first sale; a clock of ours that ran further ahead has sold before the walk begins. */
const CLOCKS_APART_MS = 9 * MINUTE;

/** What somebody does to the provider's account that no sale of ours explains. */
const STROKES = ["charge again", "give back again", "take back"] as const;
type Stroke = { readonly kind: (typeof STROKES)[number]; readonly order: number };

/** The books are compared once everything was told, and once more when the provider has changed its mind. */
export type Reckoning = {
  /** Sales under the account that no till of ours made. */
  readonly byHand: number;
  readonly strokes: readonly Stroke[];
  readonly faults: readonly Fault[];
  readonly pageFaults: readonly PageFault[];
  readonly losses: Losses;
  /** A crash of one instance in so many of a thousand steps. */
  readonly crashes: number;
};

/** Every fourth seed or so: a walk costs about as much as a short story. */
export function drawReckoning(draw: Draw): Reckoning | null {
  if (!draw.percent(25)) return null;
  const isRough = draw.percent(40);
  return {
    byHand: draw.pick([0, 0, 0, 1, 2, 3, 130]),
    strokes: draw.percent(50)
      ? draw.times(draw.between(1, 2), () => ({ kind: draw.pick(STROKES), order: draw.between(0, 5) }))
      : [],
    faults: draw.times(draw.pick([0, 0, 1, 2]), () => drawFault(draw)),
    pageFaults: drawPageFaults(draw),
    losses: isRough ? { before: draw.between(0, 25), after: draw.between(0, 25), applied: 0 } : NO_LOSSES,
    crashes: isRough ? draw.between(0, 10) : 0,
  };
}

function drawFault(draw: Draw): Fault {
  return {
    endpoint: draw.pick<Fault["endpoint"]>(["list", "transactions", "balance"]),
    kind: draw.pick<Fault["kind"]>([
      "drop-before-accept",
      "accept-then-cut",
      "accept-then-502",
      "html",
      "truncated-json",
      "empty-body",
      "rate-limit",
      "unavailable",
      "router-not-found",
    ]),
    count: draw.between(1, 2),
  };
}

/** The real reconciliation, walked to its end by whichever instance comes next, and judged by the oracle. */
export async function reckon(play: Play): Promise<void> {
  const { stage, scenario } = play;
  const { reckoning } = scenario;
  if (reckoning === null || stage.violation !== null) return;
  stage.note("reckoning", () => "the books are compared");
  sellByHand(play, reckoning.byHand);
  for (const stroke of reckoning.strokes) strike(play, stroke);
  stage.nowMs += SETTLING_MS + Math.max(0, play.providerSkewMs - play.databaseSkewMs);
  await play.look();
  const [before, last] = [await readMoney(play.scene.observer), await readReckoning(play.scene.observer, 0)];
  arm(play, reckoning);
  const concluded = await walk(play, reckoning, last?.id ?? 0);
  disarm(play);
  await play.look();
  if (stage.violation !== null) return;
  if (concluded === null) return stage.breach("a reconciliation concludes", `${ROUNDS_MAX} rounds were not enough`);
  if ((await readMoney(play.scene.observer)) !== before) {
    stage.breach("a reconciliation moves no money and no order", before);
  }
  judgeBalance(play, concluded);
  judgeNames(play, concluded);
  judgeReports(play, reckoning, concluded);
}

function sellByHand(play: Play, count: number): void {
  const sale = { planCode: "PREPAID_DJEZZY", amountDinars: 100 };
  for (let n = 0; n < count; n += 1) {
    const ref = `by-hand-${stampOf(play)}-${n}`;
    const msisdn = `0770${String(100_000 + n)}`;
    if (play.model.provider.send("sandbox", { ...sale, msisdn, ref }, true).ok) play.world.strangers.add(ref);
    play.stage.nowMs += SECOND;
  }
}

function strike(play: Play, { kind, order }: Stroke): void {
  const book = play.model.provider.book("sandbox");
  play.model.provider.settle();
  const wanted = kind === "give back again" ? "REFUNDED" : "FULFILLED";
  const struck = book.allOrders().filter(({ status, ahead }) => status === wanted && ahead.length === 0);
  const theirs = struck[order % Math.max(1, struck.length)];
  if (theirs === undefined) return;
  play.stage.note("reckoning", () => `${kind}: ${theirs.ref}`);
  if (kind === "take back") {
    play.model.provider.command(theirs, { status: "REFUNDED", refundMessage: null, offers: [] });
  } else if (kind === "give back again") moveMoney(play, theirs, "REFUND-FLEXY");
  else if (book.wallet.canPay(theirs.debitCentimes)) moveMoney(play, theirs, "FLEXY");
}

function moveMoney(play: Play, theirs: Order, type: WalletLine["type"]): void {
  const { wallet } = play.model.provider.book("sandbox");
  const id = `ffff${String(wallet.lines.length).padStart(20, "0")}`;
  const atMs = play.model.provider.settle();
  wallet.move({ id, type, amountCentimes: theirs.debitCentimes, orderId: theirs.id, atMs });
}

function stampOf({ model }: Play): number {
  return model.provider.book("sandbox").allOrders().length;
}

function arm(play: Play, { faults, pageFaults, losses }: Reckoning): void {
  play.model.faults.arm(faults);
  play.network.pageFaults = [...pageFaults];
  play.network.spoiled = [];
  for (const instance of play.instances) instance.losses = losses;
}

function disarm(play: Play): void {
  play.model.faults.clear();
  play.network.pageFaults = [];
  for (const instance of play.instances) instance.losses = NO_LOSSES;
}

/** Rounds of one or two instances at it, until a run that began after the last one has concluded. */
async function walk(play: Play, reckoning: Reckoning, lastId: number): Promise<Concluded | null> {
  const { stage, draw } = play;
  for (let round = 0; round < ROUNDS_MAX && stage.violation === null; round += 1) {
    const run = await readReckoning(play.scene.observer, lastId);
    if (run?.isConcluded) return run;
    const states: string[] = [];
    for (const index of draw.percent(20) ? [round, round + 1] : [round]) {
      const instance = play.instanceOf(index);
      const reason: ReconcileReason = run === null ? "asked" : "resume";
      instance.start("reconcile", async (deps) => states.push((await reconcile(depsOf(deps), reason, never)).state));
    }
    await drain(play, reckoning.crashes);
    // A lease of whoever crashed, and the wait after an answer that brought nothing, pass like any other time.
    stage.nowMs += states.includes("walking") ? 5 * SECOND : MINUTE;
  }
  return null;
}

const never = () => false;

/** As `lib/boundary` hands it out. */
function depsOf(deps: InstanceDeps): ReconcileDeps {
  return {
    sql: deps.sql,
    upstream: deps.upstream,
    log: deps.log,
    virtualNow: deps.virtualNow,
    findAccount: async () => {
      const { username } = await openGate(deps);
      return username === null ? null : `${deps.settings.environment}:${username}`;
    },
    takeRequest: async () => (await takeRequests(deps, 1, "audit")) === 1,
    heedAnswer: (answer) => heedAnswer(deps, answer),
  };
}

async function drain(play: Play, crashes: number): Promise<void> {
  const { stage, draw } = play;
  for (let steps = 0; await stage.step(draw, 0); steps += 1) {
    if (stage.violation !== null) return;
    if (steps > STEPS_MAX) return stage.breach("every task comes to an end", "a reconciliation without end");
    if (draw.perMille(crashes)) play.instanceOf(draw.between(0, 3)).crash();
  }
}

/** The provider's balance is explained to the centime, whatever was found. */
function judgeBalance(play: Play, { balance, parts, rest }: Concluded): void {
  const theirs = Number(play.model.provider.book("sandbox").wallet.balanceCentimes);
  const text = JSON.stringify({ theirs, balance, parts, rest });
  if (balance !== theirs || parts + rest !== theirs) play.stage.breach("a statement adds up to the balance", text);
  if (rest !== 0) play.stage.breach("nothing of the balance stays unexplained", text);
}

/** Every difference is named with what it did to the balance, and nothing that is as it should be. */
function judgeNames(play: Play, { findings, isWhole, sinceMs }: Concluded): void {
  const { stage, scenario } = play;
  const isApart = scenario.acts.some(
    (act) => act.kind === "clock" && act.whose === "database" && act.ms > CLOCKS_APART_MS,
  );
  if (!isWhole) return stage.breach("a walk reads everything", JSON.stringify(scenario.reckoning));
  if (isApart) return;
  const left = [...findings];
  for (const { subject, kinds, effect } of listDifferences(play, sinceMs)) {
    const at = left.findIndex((one) => one.subject === subject && kinds.includes(one.kind) && one.effect === effect);
    if (at < 0) {
      const named = JSON.stringify(findings.filter((one) => one.subject === subject));
      return stage.breach("every difference is named", `${subject} ${kinds.join("/")} ${effect}; named: ${named}`);
    }
    left.splice(at, 1);
  }
  if (left.length > 0) stage.breach("nothing is named that does not differ", JSON.stringify(left));
}

/** A page that was not as it should be is reported, as far as it arrived and whoever read it lived to tell. */
function judgeReports(play: Play, { crashes, losses, faults }: Reckoning, { faultKinds }: Concluded): void {
  if (crashes + losses.before + losses.after + faults.length > 0) return;
  for (const fault of play.network.spoiled) {
    if (REPORTED_AS[fault].some((kind) => faultKinds.includes(kind))) continue;
    play.stage.breach("a page that is not as it should be is reported", `${fault}: ${faultKinds.join()}`);
  }
}
