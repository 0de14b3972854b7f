import type { BookedOrder } from "./books";
import { NO_LOSSES } from "./instance";
import { FINAL, isOurSale } from "./invariants";
import type { Play } from "./play";
import { reckon } from "./reckoning";
import type { Heard } from "./world";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * How long after the provider's last word an order of this age may still be open: the pace that the engine promises, written
 * down a second time so that a slower engine does not also get more time; then a lease, a pause of the gate and some ticks.
 */
const PROMISED_PACE: readonly (readonly [untilMs: number, everyMs: number])[] = [
  [10 * MINUTE, MINUTE],
  [HOUR, MINUTE],
  [6 * HOUR, 15 * MINUTE],
  [48 * HOUR, HOUR],
  [Infinity, 24 * HOUR],
];
const LOCKOUT_MS = 21 * MINUTE;
const GRACE_MS = 75 * SECOND + 6 * MINUTE;
/** Nobody knows what became of it: after this long since the last POST a person sees it. */
const OVERDUE_MS = 10 * MINUTE;
/** A paused plan is asked by one order a minute. */
const PAUSE_MS = 11 * MINUTE;
/** The promise is one of time; rounds of two seconds must outlast the longest pause of the gate. */
const ROUNDS_MAX = 500;
const DRAIN_STEPS_MAX = 5_000;

/** All trouble ends; the engine ticks on until everything is told. Then the provider changes its mind, if it is to. */
export async function settle(play: Play): Promise<void> {
  const { stage } = play;
  stage.note("calm", () => "trouble ends here");
  stage.endChaos();
  play.network.weather = { refused: 0, lost: 0, slow: 0 };
  play.model.faults.clear();
  play.model.settings.perMinuteMax = null;
  for (const instance of play.instances) {
    instance.losses = NO_LOSSES;
    instance.strangeKey = null;
  }
  await drain(play);
  await play.look();
  await untilTold(play);
  if (stage.violation !== null) return;
  judgeTold(play);
  await reckon(play);
  if (await turn(play)) await reckon(play);
}

/** Lets everything that is under way come to its end. */
async function drain(play: Play): Promise<void> {
  const { stage, draw } = play;
  for (let steps = 0; await stage.step(draw, 0); steps += 1) {
    play.observe();
    if (stage.violation !== null) return;
    if (steps > DRAIN_STEPS_MAX) return stage.breach("every task comes to an end", "steps without end");
  }
  const hanging = play.instances.filter((instance) => instance.running > 0);
  if (hanging.length > 0) stage.breach("every task comes to an end", hanging.map(({ actor }) => actor.name).join());
}

async function untilTold(play: Play): Promise<void> {
  const { stage } = play;
  const calmMs = stage.nowMs;
  for (let round = 0; round < ROUNDS_MAX && stage.violation === null; round += 1) {
    const open = play.books.orders.filter((order) => !isAtRest(play, order));
    if (open.length === 0) return;
    for (const order of open) {
      const limitMs = limitOf(play, order, calmMs);
      if (stage.nowMs > limitMs) {
        const late = Math.round((stage.nowMs - limitMs) / SECOND);
        return stage.breach("every order ends in time", `${late} s late: ${describe(play, order)}`);
      }
    }
    const dueMs = Math.min(...open.map((order) => nextWorkMs(play, order)));
    stage.nowMs = Math.max(stage.nowMs + 2 * SECOND, dueMs);
    play.tick(play.instanceOf(round));
    await drain(play);
    await play.look();
  }
  if (stage.violation === null) stage.breach("every order ends in time", `${ROUNDS_MAX} rounds were not enough`);
}

/** When it is worth the engine's while to look: not before the provider has something new to say. */
function nextWorkMs(play: Play, order: BookedOrder): number {
  const probeMs = order.status === "queued" ? (order.probe_ms ?? 0) : 0;
  const dueMs = Math.max(order.due_ms ?? 0, probeMs) - play.databaseSkewMs;
  const heard = play.world.find(order.id);
  return heard === undefined ? dueMs : Math.max(dueMs, play.world.lastWordOf(heard, play.providerSkewMs));
}

function limitOf(play: Play, order: BookedOrder, calmMs: number): number {
  const heard = play.world.find(order.id);
  const lastWordMs = heard === undefined ? calmMs : play.world.lastWordOf(heard, play.providerSkewMs);
  const fromMs = Math.max(calmMs, lastWordMs);
  const sentMs = (order.sent_ms ?? order.placed_ms) - play.databaseSkewMs;
  const everyMs = PROMISED_PACE.find(([untilMs]) => fromMs - sentMs < untilMs)?.[1] ?? 24 * HOUR;
  const isSilence = heard === undefined || !isOurSale(order, heard) || isUnderWay(heard);
  const silenceMs = isSilence ? OVERDUE_MS + 5 * MINUTE : 0;
  // An address that showed unknown keys is locked out for a quarter of an hour, whatever it shows next.
  const isLockedOut = play.scenario.acts.some((act) => act.kind === "key" && act.key === "unknown");
  const pausedMs = order.status === "queued" && order.was_paused ? PAUSE_MS + countQueued(play, order) * MINUTE : 0;
  return Math.max(fromMs, sentMs + silenceMs) + everyMs + GRACE_MS + pausedMs + (isLockedOut ? LOCKOUT_MS : 0);
}

/** Each of them may be the probe of a minute of its own, should none of them be answered well. */
function countQueued({ books }: Play, { plan_code: planCode }: BookedOrder): number {
  return books.orders.filter((order) => order.status === "queued" && order.plan_code === planCode).length;
}

/** A provider that says "under way" for ever says nothing: only its age takes such an order to a person. */
function isUnderWay(heard: Heard): boolean {
  const word = heard.order.ahead.at(-1)?.status ?? heard.order.status;
  return word === "PENDING" || word === "HANDLING";
}

/** What the provider shows of an order of ours that it will not change by itself: the final words, if it says them plainly. */
function plainLastWord(play: Play, order: BookedOrder): "FULFILLED" | "REFUNDED" | null {
  const heard = play.world.find(order.id);
  if (heard === undefined || !isOurSale(order, heard)) return null;
  const word = heard.order.ahead.at(-1)?.status ?? heard.order.status;
  if (word === "FULFILLED") return word;
  // "FAILED" does not say where the money is: a person decides.
  const isPlain = play.model.settings.dialect.finalWords === "FULFILLED/REFUNDED";
  return word === "REFUNDED" && isPlain ? word : null;
}

/** Final, or on a person's desk for want of anything that could still be found out. */
function isAtRest(play: Play, order: BookedOrder): boolean {
  return FINAL.has(order.status) || (order.status === "uncertain" && plainLastWord(play, order) === null);
}

/** Once everything has been told: delivered is settled, not delivered is released, and what nobody knows is held. */
function judgeTold(play: Play): void {
  const { stage, world } = play;
  for (const order of play.books.orders) {
    const isSold = order.status === "fulfilled" && !order.reversed;
    const isDelivered = world.isDelivered(order.id) && !world.strangers.has(order.id);
    // The provider took back its word after we had acted on it; days later the reconciliation finds it.
    const heard = world.find(order.id);
    const hasTurned = (heard?.words.has("FULFILLED") && heard.words.has("REFUNDED")) ?? false;
    // People who decide may be wrong; the provider's own word then raises an alarm, which is judged when it has been heard.
    if (hasTurned || order.by_people || !FINAL.has(order.status)) continue;
    if (isSold !== isDelivered) stage.breach("delivered is settled, not delivered is released", describe(play, order));
  }
}

/**
 * Days later the provider says otherwise. The engine looks back at what is final, with two instances at it at a time; it
 * does so for a week, so what is said within six days must be heard.
 */
async function turn(play: Play): Promise<boolean> {
  const { stage, scenario } = play;
  const isDecidedByPeople = play.books.orders.some((order) => order.by_people);
  if (scenario.turns.length === 0 && !isDecidedByPeople) return false;
  const toldMs = stage.nowMs;
  for (const [round, dayMs] of TURN_DAYS_MS.entries()) {
    await lookBackUntil(play, toldMs + dayMs);
    if (stage.violation !== null) return false;
    stage.nowMs = Math.max(stage.nowMs, toldMs + dayMs);
    for (const { order, words } of scenario.turns) if (words[round] !== undefined) play.say(order, words[round]);
  }
  await lookBackUntil(play, toldMs + LOOKED_BACK_MS);
  await untilTold(play);
  for (const order of play.books.orders) judgeTurned(play, order);
  return stage.violation === null;
}

const TURN_DAYS_MS = [36 * HOUR, 96 * HOUR];
const LOOKED_BACK_MS = 9 * 24 * HOUR;
const HEARD_FOR_MS = 6 * 24 * HOUR;
const LOOK_BACK_ROUNDS_MAX = 90;

/** Ticks whenever a look back is due, until then. What people decided is asked for every hour; a night without the app is one. */
async function lookBackUntil(play: Play, untilMs: number): Promise<void> {
  const { stage } = play;
  for (let round = 0; round < LOOK_BACK_ROUNDS_MAX && stage.violation === null; round += 1) {
    const dues = play.books.orders.flatMap(({ look_back_ms: dueMs }) => (dueMs === null ? [] : [dueMs]));
    const nextMs = Math.min(...dues.map((dueMs) => dueMs - play.databaseSkewMs));
    if (dues.length === 0 || nextMs > untilMs) return;
    const sleptMs = round < 3 ? 2 * SECOND : 20 * HOUR;
    stage.nowMs = Math.min(untilMs, Math.max(nextMs, stage.nowMs + sleptMs));
    for (const instance of play.instances.slice(0, 2)) play.tick(instance);
    await drain(play);
    await play.look();
    if (stage.nowMs >= untilMs) return;
  }
}

/** After a change of mind: the books say what the provider says, or an alarm tells that they cannot. */
function judgeTurned(play: Play, order: BookedOrder): void {
  const word = plainLastWord(play, order);
  if (word === null || !FINAL.has(order.status)) return;
  // The engine looks back for a week: what is said after that, only the reconciliation finds.
  const saidMs = play.world.find(order.id)?.lastWordMs ?? 0;
  if (saidMs > (order.finished_ms ?? 0) - play.databaseSkewMs + HEARD_FOR_MS && !order.by_people) return;
  const isSold = order.status === "fulfilled" && !order.reversed;
  if (isSold === (word === "FULFILLED") || order.alarms > 0) return;
  play.stage.breach("a change of mind is booked or raises an alarm", describe(play, order));
}

function describe(play: Play, order: BookedOrder): string {
  const heard = play.world.find(order.id);
  const words = heard === undefined ? "nothing" : [...heard.words].join(", ");
  return `${JSON.stringify(order)} the provider: ${words}; delivered: ${play.world.isDelivered(order.id)}`;
}
