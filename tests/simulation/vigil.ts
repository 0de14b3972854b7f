import type { FaultKind } from "@/sandbox/model/faults";
import type { Draw } from "./draw";
import type { Act, Sale } from "./scenario";

const SECOND = 1_000;

/** After these nobody knows whether the order was accepted. */
const DOUBTFUL: readonly [FaultKind, ...FaultKind[]] = [
  ...(["drop-before-accept", "accept-then-drop", "accept-then-cut", "accept-then-500", "accept-then-502"] as const),
  ...(["accept-then-504", "accept-then-html", "truncated-json", "empty-body", "success-without-id", "html"] as const),
  ...(["error-before-accept", "router-not-found", "delay", "delay-before-accept"] as const),
];

/**
 * The long way of one or two sales: the fate of the first POST is lost, the provider does not find the order for a while
 * although it may have it, and when the engine sends it again something else refuses. Chance alone seldom gets there.
 */
export function drawVigil(draw: Draw, sales: readonly Sale[], instances: number): Act[] {
  const anyInstance = () => draw.between(0, instances - 1);
  const kept = sales.slice(0, draw.between(1, 2));
  const acts: Act[] = kept.flatMap((sale) => drawLostSale(draw, sale, anyInstance()));
  if (draw.percent(75)) {
    const ms = draw.pick([60, 120, 240]) * SECOND;
    acts.push({ atMs: 0, kind: "fault", fault: { endpoint: "*", kind: "not-found-for", ms } });
  }
  if (draw.percent(80)) acts.push(...drawRefusal(draw, kept, instances));
  for (const { order } of kept) {
    if (draw.percent(45)) {
      acts.push({ atMs: draw.between(5, 200) * SECOND, kind: "cancel", instance: anyInstance(), order });
    }
    if (draw.percent(30)) {
      acts.push({ atMs: draw.between(1, 120) * SECOND, kind: "check", instance: anyInstance(), order });
    }
  }
  const endMs = draw.between(80, 240) * SECOND;
  for (let tickMs = 2 * SECOND; tickMs < endMs; tickMs += draw.between(4, 22) * SECOND) {
    acts.push({ atMs: tickMs, kind: "tick", instance: anyInstance() });
    if (draw.percent(15)) acts.push({ atMs: tickMs + draw.between(0, 300), kind: "tick", instance: anyInstance() });
  }
  return acts;
}

/** A sale whose first POST ends in doubt: by a fault, or because the process that sent it is gone. */
function drawLostSale(draw: Draw, sale: Sale, instance: number): Act[] {
  const atMs = draw.between(0, 2_000);
  const place: Act = { atMs, kind: "place", instance, sales: [sale], isDispatched: true };
  if (draw.percent(30)) return [place, { atMs: atMs + draw.between(0, 400), kind: "crash", instance }];
  const kind = draw.pick(DOUBTFUL);
  const late = kind.startsWith("delay") ? { ms: draw.pick([33, 90, 150]) * SECOND } : {};
  return [{ atMs: 0, kind: "fault", fault: { endpoint: "send", kind, ...late } }, place];
}

/** What the next POST meets: a refusal that proves nothing about the first, a "later", or another loss. */
function drawRefusal(draw: Draw, sales: readonly Sale[], instances: number): Act[] {
  const atMs = draw.between(5, 90) * SECOND;
  const untilMs = atMs + draw.between(30, 200) * SECOND;
  const planCode = sales[0]?.planCode ?? "PREPAID_DJEZZY";
  switch (draw.between(0, 5)) {
    case 0:
    case 1:
      return [
        { atMs, kind: "plan", planCode, isEnabled: false },
        { atMs: untilMs, kind: "plan", planCode, isEnabled: true },
      ];
    case 2:
      return [
        { atMs, kind: "wallet", dinars: 0 },
        { atMs: untilMs, kind: "wallet", dinars: 1_000_000 },
      ];
    case 3: {
      const kind = draw.pick<FaultKind>(["rate-limit", "auth-unavailable", "unavailable"]);
      const wait = draw.percent(50) ? { retryAfter: 60 } : {};
      return [{ atMs, kind: "fault", fault: { endpoint: "send", kind, count: draw.between(1, 3), ...wait } }];
    }
    case 4:
      return draw
        .times(instances, (instance): Act[] => [
          { atMs, kind: "key", instance, key: "disabled" },
          { atMs: untilMs, kind: "key", instance, key: "own" },
        ])
        .flat();
    default:
      return [{ atMs, kind: "fault", fault: { endpoint: "send", kind: draw.pick(DOUBTFUL), ms: 40 * SECOND } }];
  }
}
