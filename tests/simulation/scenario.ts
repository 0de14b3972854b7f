import type { Fault } from "@/sandbox/model/faults";
import type { Profile } from "@/sandbox/model/dialect";
import type { Timing } from "@/sandbox/model/timing";
import { Draw } from "./draw";
import type { Losses } from "./instance";
import type { Weather } from "./network";
import { drawCrowd } from "./crowd";
import { drawDesk } from "./desk";
import { PLANS } from "./sold-plans";
import { drawFault, drawTrouble } from "./trouble";
import { drawPause } from "./pause";
import { drawReckoning, type Reckoning } from "./reckoning";
import { drawVigil } from "./vigil";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export type Shop = {
  readonly floatDinars: number;
  readonly chargeBp: number;
  readonly graceSeconds: number;
  /** A verdict on a larger order takes two people. */
  readonly secondVerdictAboveDinars: number;
};

/** What a till sends. Sales with the same `order` share an order id. */
export type Sale = {
  readonly order: number;
  readonly shop: number;
  readonly msisdn: string;
  readonly planCode: string;
  readonly dinars: number;
  readonly isRepeat: boolean;
};

/** Something that happens at its time, whatever the engine is doing. `instance` counts from 0. */
export type Act = { readonly atMs: number } & (
  | {
      readonly kind: "place";
      readonly instance: number;
      readonly sales: readonly Sale[];
      readonly isDispatched: boolean;
    }
  | { readonly kind: "cancel" | "check"; readonly instance: number; readonly order: number }
  | { readonly kind: "tick"; readonly instance: number }
  /** The owner of the order's shop sells a plan all the same, paused or not. */
  | { readonly kind: "override"; readonly instance: number; readonly order: number; readonly planCode: string }
  /** A person says what became of an uncertain order; it may be wrong, and come when nothing is uncertain. */
  | {
      readonly kind: "verdict";
      readonly instance: number;
      readonly order: number;
      readonly who: "operator" | "owner";
      readonly said: "delivered" | "not_delivered";
    }
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "deposit"; readonly instance: number; readonly shop: number; readonly dinars: number }
  | { readonly kind: "plan"; readonly planCode: string; readonly isEnabled: boolean }
  /** The catalogue no longer lists it, which is not the same as listing it as disabled. */
  | { readonly kind: "vanish"; readonly planCode: string; readonly isGone: boolean }
  | { readonly kind: "price"; readonly planCode: string; readonly dinars: number; readonly cost: string }
  | { readonly kind: "line"; readonly line: "mobilis" | "djezzy" | "ooredoo"; readonly state: "up" | "down" }
  | { readonly kind: "word"; readonly order: number; readonly word: string }
  | { readonly kind: "wallet"; readonly dinars: number }
  | { readonly kind: "stranger"; readonly order: number }
  | { readonly kind: "crash"; readonly instance: number }
  | { readonly kind: "freeze"; readonly instance: number; readonly ms: number }
  | { readonly kind: "clock"; readonly whose: "database" | "provider"; readonly ms: number }
  /** The instance shows another key: one that is switched off, one that nobody knows, or its own again. */
  | { readonly kind: "key"; readonly instance: number; readonly key: "own" | "disabled" | "unknown" }
  | { readonly kind: "limit"; readonly perMinute: number | null }
);

/** The provider's change of mind, days after everything was told: the words it goes through. */
export type Turn = { readonly order: number; readonly words: readonly string[] };

export type Scenario = {
  readonly seed: number;
  readonly instances: number;
  readonly profile: Profile;
  readonly ratePerMinute: number;
  readonly isWarm: boolean;
  readonly shops: readonly Shop[];
  readonly timing: Timing;
  readonly databaseSkewMs: number;
  readonly providerSkewMs: number;
  readonly acts: readonly Act[];
  readonly turns: readonly Turn[];
  /** How the books are compared with the provider's afterwards; null where they are not. */
  readonly reckoning: Reckoning | null;
  readonly weather: Weather;
  readonly losses: Losses;
  /** A crash of one instance in so many of a thousand steps. */
  readonly crashes: number;
  readonly freezes: number;
  /** How often time passes while something could happen at once, in percent. */
  readonly patience: number;
};

/** What a seed is mostly about; within it everything else may happen as well. */
const THEMES = ["ordinary", "ordinary", "ordinary", "vigil", "vigil", "crowd", "desk", "pause"] as const;
type Theme = (typeof THEMES)[number];

export function drawScenario(seed: number): Scenario {
  const draw = new Draw(seed);
  const theme = draw.pick(THEMES);
  // A long story that a crash at every turn would only cut short.
  const isLong = theme === "vigil" || theme === "desk" || theme === "pause";
  const isRough = draw.percent(75);
  const instances = draw.between(2, 4);
  const shops = draw.times(draw.percent(70) ? 1 : 2, () => drawShop(draw, theme));
  const sales = drawSales(draw.fork(), shops.length);
  return {
    seed,
    instances,
    profile: draw.pick(["live-2025-12", "docs-en", "hostile"]),
    ratePerMinute: draw.pick([60, 120, 600, 6_000]),
    isWarm: draw.percent(80),
    shops,
    timing: drawTiming(draw.fork()),
    databaseSkewMs: draw.between(-30, 30) * SECOND,
    providerSkewMs: draw.between(-30, 30) * SECOND,
    acts: [...drawTheme(theme, draw.fork(), sales, instances, isRough), ...drawVerdicts(draw.fork(), sales)].sort(
      (one, other) => one.atMs - other.atMs,
    ),
    turns: drawTurns(draw.fork(), sales),
    reckoning: drawReckoning(draw.fork()),
    weather:
      theme === "crowd" ? drawJam(draw.fork()) : drawWeather(draw.fork(), isRough && (!isLong || draw.percent(25))),
    losses: drawLosses(draw.fork(), theme),
    crashes: draw.percent(45) ? draw.between(2, isLong ? 6 : 30) : 0,
    freezes: draw.percent(20) ? draw.between(2, 8) : 0,
    patience: draw.pick([0, 5, 20, 50]),
  };
}

function drawTheme(theme: Theme, draw: Draw, sales: readonly Sale[], instances: number, isRough: boolean): Act[] {
  switch (theme) {
    case "ordinary":
      return drawActs(draw, sales, instances, isRough);
    case "vigil":
      return drawVigil(draw, sales, instances);
    case "crowd":
      return drawCrowd(draw, sales, instances);
    case "pause":
      return drawPause(draw, sales, instances);
    case "desk":
      return drawDesk(draw, sales, instances);
  }
}

function drawLosses(draw: Draw, theme: Theme): Losses {
  const applied = draw.percent(25) ? draw.between(100, 500) : 0;
  if (theme === "crowd") return { before: draw.between(0, 30), after: draw.between(0, 120), applied };
  if (!draw.percent(35)) return { before: 0, after: 0, applied };
  return { before: draw.between(0, 40), after: draw.between(0, 60), applied };
}

function drawShop(draw: Draw, theme: Theme): Shop {
  return {
    floatDinars: theme === "ordinary" ? draw.pick([50_000, 50_000, 700, 1_100, 0]) : draw.pick([50_000, 50_000, 1_100]),
    chargeBp: draw.pick([9_800, 10_000, 9_625, 10_300]),
    graceSeconds: draw.pick([0, 0, 0, 3, 10]),
    secondVerdictAboveDinars: draw.pick([2_000, 2_000, 0]),
  };
}

function drawTiming(draw: Draw): Timing {
  const handlingMs = draw.pick([0, 5, 5, 20]) * SECOND;
  const finalMs = handlingMs + draw.pick([0, 10, 10, 40, 400, 4_000]) * SECOND;
  const scriptedFinalMs = handlingMs + draw.pick([0, 5, 100]) * SECOND;
  return {
    handlingMs,
    finalMs,
    scriptedFinalMs,
    unknownResolvesMs: draw.pick([23 * HOUR, 23 * HOUR, 2 * HOUR, 30 * HOUR]),
    unknownOutcome: draw.pick(["FULFILLED", "REFUNDED", "never"]),
  };
}

function drawWeather(draw: Draw, isRough: boolean): Weather {
  if (!isRough) return { refused: 0, lost: 0, slow: 0 };
  return { refused: draw.pick([0, 0, 60]), lost: draw.pick([0, 40, 150, 400]), slow: draw.pick([0, 60, 250]) };
}

/** Requests that take as long as people stay in a queue. */
function drawJam(draw: Draw): Weather {
  return { refused: 0, lost: draw.pick([0, 100, 200]), slow: draw.pick([0, 300, 600]) };
}

/** The distinct orders of a seed; what tills do with them comes later. */
function drawSales(draw: Draw, shops: number): Sale[] {
  const numbers = draw.times(3, () => String(draw.between(10_000_000, 99_999_999)));
  return draw.times(draw.pick([1, 1, 2, 2, 3, 4, 6]), (order) => {
    const { planCode, prefix } = draw.pick(PLANS);
    const isScripted = prefix === "06" && draw.percent(45);
    return {
      order,
      shop: draw.between(0, shops - 1),
      msisdn: isScripted ? draw.pick(["0600000001", "0600000002", "0600000003"]) : prefix + (draw.any(numbers) ?? ""),
      planCode,
      dinars: planCode === "PIXX_500" ? 500 : draw.pick([100, 500, 500, 1_000]),
      isRepeat: draw.percent(15),
    };
  });
}

function drawActs(draw: Draw, sales: readonly Sale[], instances: number, isRough: boolean): Act[] {
  const anyInstance = () => draw.between(0, instances - 1);
  const acts: Act[] = [];
  for (const sale of sales) acts.push(...drawSaleActs(draw, sale, sales, anyInstance));
  // A few ticks close together, then ever longer pauses: what is due is due whoever looks next.
  let tickMs = draw.between(0, 3) * SECOND;
  for (let index = draw.between(5, 14); index > 0; index -= 1) {
    acts.push({ atMs: tickMs, kind: "tick", instance: anyInstance() });
    if (draw.percent(35)) acts.push({ atMs: tickMs + draw.between(0, 900), kind: "tick", instance: anyInstance() });
    tickMs += draw.pick([2, 3, 5, 5, 8, 15, 30, 61, 80, 300, draw.pick([900, 7_200, 90_000])]) * SECOND;
  }
  if (isRough) acts.push(...draw.times(draw.between(0, 5), () => drawFault(draw)));
  acts.push(...draw.times(draw.pick([0, 0, 1, 3]), () => drawTrouble(draw, sales, anyInstance)).flat());
  return acts;
}

function drawSaleActs(draw: Draw, sale: Sale, sales: readonly Sale[], anyInstance: () => number): Act[] {
  const atMs = draw.between(0, 40) * draw.pick([100, SECOND]);
  const place = (delayMs: number, change: Partial<Sale> = {}): Act => ({
    atMs: atMs + delayMs,
    kind: "place",
    instance: anyInstance(),
    sales: [{ ...sale, ...change }],
    isDispatched: draw.percent(80),
  });
  const acts: Act[] = [place(0)];
  if (draw.percent(25)) acts.push(place(draw.between(0, 5)));
  if (draw.percent(20)) acts.push(place(draw.between(500, 60_000)));
  if (draw.percent(12)) acts.push(place(draw.between(0, 20_000), { dinars: sale.dinars + 100 }));
  if (draw.percent(8)) acts.push(place(draw.between(0, 20_000), { shop: sale.shop === 0 ? 1 : 0 }));
  if (draw.percent(8))
    acts.push(place(draw.between(0, 5_000), { order: sale.order + 100, dinars: draw.pick([7, 99_999]) }));
  if (draw.percent(20)) {
    acts.push(place(draw.pick([0, 50, 30_000]), { order: sale.order + 200, isRepeat: draw.percent(40) }));
  }
  if (draw.percent(12)) {
    const other = draw.any(sales) ?? sale;
    const batch = [sale, { ...other }, { ...sale, order: sale.order + 300, isRepeat: true }];
    acts.push({ atMs, kind: "place", instance: anyInstance(), sales: batch, isDispatched: true });
  }
  const order = sale.order;
  if (draw.percent(25))
    acts.push({ atMs: atMs + draw.between(0, 11_000), kind: "cancel", instance: anyInstance(), order });
  if (draw.percent(30)) {
    for (let count = draw.between(1, 4), askMs = atMs; count > 0; count -= 1) {
      askMs += draw.between(500, 12_000);
      acts.push({ atMs: askMs, kind: "check", instance: anyInstance(), order });
    }
  }
  return acts;
}

/** Words of people, right and wrong, one voice and two, at the same time and late. */
function drawVerdicts(draw: Draw, sales: readonly Sale[]): Act[] {
  if (!draw.percent(30)) return [];
  return draw.times(draw.between(1, 4), () => ({
    atMs: draw.pick([draw.between(0, 120), draw.between(600, 1_200), draw.between(7_000, 95_000)]) * SECOND,
    kind: "verdict",
    instance: draw.between(0, 3),
    order: draw.any(sales)?.order ?? 0,
    who: draw.pick(["operator", "operator", "owner"]),
    said: draw.pick(["delivered", "not_delivered"]),
  }));
}

function drawTurns(draw: Draw, sales: readonly Sale[]): Turn[] {
  if (!draw.percent(30)) return [];
  return sales
    .filter(() => draw.percent(60))
    .map(({ order }) => ({
      order,
      words: draw.pick([
        ["REFUNDED"],
        ["FULFILLED"],
        ["REFUNDED", "FULFILLED"],
        ["FULFILLED", "REFUNDED"],
        ["ON_HOLD"],
      ]),
    }));
}
