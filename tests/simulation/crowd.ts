import type { FaultKind } from "@/sandbox/model/faults";
import type { Draw } from "./draw";
import type { Act, Sale } from "./scenario";

const SECOND = 1_000;

/**
 * Several sales that wait in the queue and are sent together, by ticks that come thick and overlap, while the provider puts
 * requests off and lets them come again at once. What is learned is applied in batches here, and the connection is bad.
 */
export function drawCrowd(draw: Draw, sales: readonly Sale[], instances: number): Act[] {
  const anyInstance = () => draw.between(0, instances - 1);
  const acts: Act[] = [];
  for (let index = draw.between(4, 7); index >= 0; index -= 1) {
    const sale = sales[index % sales.length];
    if (sale === undefined) throw new Error("no sale to repeat");
    const atMs = draw.between(0, 1_500);
    // Meant, or the second of a pair would ask first.
    const own = { ...sale, isRepeat: true, order: index };
    acts.push({ atMs, kind: "place", instance: anyInstance(), sales: [own], isDispatched: draw.percent(20) });
    if (draw.percent(40)) {
      acts.push({ atMs: draw.between(0, 60) * SECOND, kind: "cancel", instance: anyInstance(), order: index });
    }
  }
  for (let count = draw.between(1, 3); count > 0; count -= 1) {
    const kind = draw.pick<FaultKind>(["rate-limit", "unavailable", "auth-unavailable", "delay", "drop-before-accept"]);
    const wait = kind === "delay" ? { ms: draw.between(1, 29) * SECOND } : { retryAfter: draw.pick([0, 0, 1, 5]) };
    const atMs = draw.between(0, 6) * SECOND;
    acts.push({ atMs, kind: "fault", fault: { endpoint: "send", kind, count: draw.between(1, 5), ...wait } });
  }
  const endMs = draw.between(20, 80) * SECOND;
  for (let tickMs = SECOND; tickMs < endMs; tickMs += draw.between(1, 12) * SECOND) {
    const instance = anyInstance();
    acts.push({ atMs: tickMs, kind: "tick", instance });
    if (draw.percent(40)) acts.push({ atMs: tickMs + draw.between(0, 400), kind: "tick", instance: anyInstance() });
    if (draw.percent(20)) {
      acts.push({ atMs: tickMs + draw.between(50, 900), kind: "freeze", instance, ms: draw.between(1, 30) * SECOND });
    }
  }
  return acts;
}
