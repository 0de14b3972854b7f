import type { Draw } from "./draw";
import type { Act, Sale } from "./scenario";

const SECOND = 1_000;

type Word = Extract<Act, { kind: "verdict" }>;

/**
 * Orders of which the provider says that it does not know, and people who decide them: one voice and two, agreeing and not,
 * right and wrong, while the provider makes up its mind at the same moment.
 */
export function drawDesk(draw: Draw, sales: readonly Sale[], instances: number): Act[] {
  const anyInstance = () => draw.between(0, instances - 1);
  const acts: Act[] = [];
  for (const sale of sales.slice(0, 3)) {
    const { order } = sale;
    const doubtful: Sale = { ...sale, msisdn: "0600000003", planCode: "PREPAID_MOBILIS", dinars: 100 + 100 * order };
    const atMs = draw.between(0, 2_000);
    acts.push({ atMs, kind: "place", instance: anyInstance(), sales: [doubtful], isDispatched: true });
    const decidedMs = draw.between(20, 160) * SECOND;
    const said = draw.pick<Word["said"]>(["delivered", "not_delivered"]);
    for (let count = draw.between(1, 4); count > 0; count -= 1) {
      const opinion = draw.percent(75) ? said : draw.pick<Word["said"]>(["delivered", "not_delivered"]);
      const who = draw.pick<Word["who"]>(["operator", "operator", "owner"]);
      const sayMs = decidedMs + draw.pick([0, 0, draw.between(0, 90) * SECOND]);
      acts.push({ atMs: sayMs, kind: "verdict", instance: anyInstance(), order, who, said: opinion });
    }
    if (draw.percent(50)) {
      const word = draw.pick(["FULFILLED", "REFUNDED"]);
      acts.push({ atMs: decidedMs + draw.between(-3, 3) * SECOND, kind: "word", order, word });
    }
    acts.push({ atMs: decidedMs + draw.between(0, 300), kind: "tick", instance: anyInstance() });
  }
  const endMs = draw.between(60, 180) * SECOND;
  for (let tickMs = 4 * SECOND; tickMs < endMs; tickMs += draw.between(4, 40) * SECOND) {
    acts.push({ atMs: tickMs, kind: "tick", instance: anyInstance() });
  }
  return acts;
}
