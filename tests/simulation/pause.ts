import type { Draw } from "./draw";
import type { Act, Sale } from "./scenario";
import { PLANS } from "./sold-plans";

const SECOND = 1_000;

/**
 * A plan in trouble: many numbers, and refusals, words that leave everything open, or a line that the provider calls down. The
 * engine pauses the plan; sales go on, wait, are called back, are sent as probes by whichever instance comes first.
 */
export function drawPause(draw: Draw, sales: readonly Sale[], instances: number): Act[] {
  const anyInstance = () => draw.between(0, instances - 1);
  const { planCode, prefix, line } = draw.pick(PLANS);
  const fromMs = draw.between(0, 10) * SECOND;
  const untilMs = fromMs + draw.between(40, 260) * SECOND;
  const acts: Act[] = [];
  const count = draw.between(8, 13);
  for (let order = 0; order < count; order += 1) {
    // Enough of them at once to pause it; the others come while it is.
    const atMs = order < 7 ? fromMs + draw.between(0, 8 * SECOND) : draw.between(0, untilMs);
    const sale: Sale = {
      order,
      shop: sales[0]?.shop ?? 0,
      msisdn: prefix + String(10_000_000 + order * 1_111),
      planCode,
      dinars: planCode === "PIXX_500" ? 500 : 100,
      isRepeat: true,
    };
    acts.push({ atMs, kind: "place", instance: anyInstance(), sales: [sale], isDispatched: draw.percent(60) });
    if (draw.percent(10)) {
      acts.push({ atMs: atMs + draw.between(1, 90) * SECOND, kind: "cancel", instance: anyInstance(), order });
    }
  }
  // Good for a while, and then as bad again: a second pause within the half hour of an override that was said in the first.
  const isRelapse = draw.percent(50);
  const cause = isRelapse && draw.percent(70) ? "line" : draw.pick(CAUSES);
  acts.push(...drawCause(draw, cause, { planCode, line, fromMs, untilMs, count }));
  if (draw.percent(60)) {
    const atMs = draw.between(fromMs + 30 * SECOND, untilMs);
    acts.push({ atMs, kind: "override", instance: anyInstance(), order: 0, planCode });
  }
  const shop = sales[0]?.shop ?? 0;
  if (isRelapse) acts.push(...drawRelapse(draw, { planCode, prefix, line, shop, count, atMs: untilMs }, anyInstance));
  const endMs = Math.max(untilMs, ...acts.map(({ atMs }) => atMs)) + draw.between(0, 60) * SECOND;
  for (let tickMs = SECOND; tickMs < endMs; tickMs += draw.between(2, 20) * SECOND) {
    const instance = anyInstance();
    acts.push({ atMs: tickMs, kind: "tick", instance });
    if (draw.percent(40)) acts.push({ atMs: tickMs + draw.between(0, 400), kind: "tick", instance: anyInstance() });
    if (draw.percent(3)) acts.push({ atMs: tickMs, kind: "crash", instance });
  }
  return acts;
}

const CAUSES = ["plan", "line", "words"] as const;

type Trouble = {
  readonly planCode: string;
  readonly line: (typeof PLANS)[number]["line"];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly count: number;
};

function drawCause(draw: Draw, cause: (typeof CAUSES)[number], trouble: Trouble): Act[] {
  const { planCode, line, fromMs, untilMs, count } = trouble;
  switch (cause) {
    case "plan":
      return [
        { atMs: fromMs, kind: "plan", planCode, isEnabled: false },
        { atMs: untilMs, kind: "plan", planCode, isEnabled: true },
      ];
    case "line":
      return [
        { atMs: fromMs, kind: "line", line, state: "down" },
        { atMs: untilMs, kind: "line", line, state: "up" },
      ];
    case "words":
      return draw.times(draw.between(5, count - 1), (order): Act => {
        const atMs = fromMs + draw.between(10, 30) * SECOND;
        return { atMs, kind: "word", order, word: draw.percent(70) ? "UNKNOWN_ERROR" : "REFUNDED" };
      });
  }
}

type Relapse = {
  readonly planCode: string;
  readonly prefix: string;
  readonly line: (typeof PLANS)[number]["line"];
  readonly shop: number;
  /** Orders there were until then. */
  readonly count: number;
  readonly atMs: number;
};

function drawRelapse(
  draw: Draw,
  { planCode, prefix, line, shop, count, atMs }: Relapse,
  anyInstance: () => number,
): Act[] {
  const downMs = atMs + draw.between(80, 150) * SECOND;
  const endMs = downMs + draw.between(70, 130) * SECOND;
  const acts: Act[] = [
    { atMs: downMs, kind: "line", line, state: "down" },
    { atMs: endMs, kind: "line", line, state: "up" },
  ];
  for (let order = count; order < count + 6; order += 1) {
    const sale: Sale = {
      order,
      shop,
      msisdn: prefix + String(10_000_000 + order * 1_111),
      planCode,
      dinars: planCode === "PIXX_500" ? 500 : 100,
      isRepeat: true,
    };
    const soldMs = draw.between(atMs, endMs);
    acts.push({ atMs: soldMs, kind: "place", instance: anyInstance(), sales: [sale], isDispatched: draw.percent(60) });
  }
  return acts;
}
