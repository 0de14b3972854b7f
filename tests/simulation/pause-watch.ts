import type { ArenaScene } from "./arena";
import { readOverrides, type OverrideRow } from "./books";
import { PLANS } from "./sold-plans";
import type { Stage } from "./stage";

const MINUTE_MS = 60_000;

type Pause = { readonly operator: string; readonly openedMs: number; readonly sentMs: number[]; closedMs: number };
type Sent = { readonly id: string; readonly shop_id: number; readonly operator: string; readonly plan_code: string };
type Change = { readonly scope: "operator" | "plan"; readonly subject: string; readonly verdict: "opened" | "closed" };

/** The pauses of a seed, watched from the outside: what is sent while they last. On the database's clock, as the engine's rule is. */
export class PauseWatch {
  private readonly open = new Map<string, Pause>();
  private readonly closed: Pause[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly scene: ArenaScene,
  ) {}

  /** A statement of the engine's was committed, and answered with these rows. */
  async committed(name: string, rows: unknown, nowMs: number): Promise<void> {
    if (name === "judge_breakers") this.judged(rows as Change[], nowMs);
    if (name !== "claim_sends" || this.open.size === 0) return;
    const { observer, shops } = this.scene;
    const overrides = await readOverrides(
      observer,
      shops.map((shop) => shop.shopId),
    );
    this.sent(rows as Sent[], overrides, nowMs);
  }

  private judged(changes: readonly Change[], nowMs: number): void {
    for (const { scope, subject, verdict } of changes) {
      const key = `${scope} ${subject}`;
      const known = this.open.get(key);
      this.open.delete(key);
      if (verdict === "closed" && known !== undefined) this.closed.push({ ...known, closedMs: nowMs });
      // The first probe is a minute away, as though one had just been sent.
      if (verdict === "opened") {
        this.open.set(key, {
          operator: operatorOf(scope, subject),
          openedMs: nowMs,
          sentMs: [nowMs],
          closedMs: Infinity,
        });
      }
    }
  }

  /** Orders that were just claimed for sending, beside every override that was ever said. */
  private sent(orders: readonly Sent[], overrides: readonly OverrideRow[], nowMs: number): void {
    for (const order of orders) {
      const pauses = [this.open.get(`plan ${order.plan_code}`), this.open.get(`operator ${order.operator}`)];
      const unanswered = pauses.flatMap((pause) =>
        pause === undefined || overrides.some((said) => isSaidIn(said, order, pause, nowMs)) ? [] : [pause],
      );
      this.judgeProbe(order, unanswered, nowMs);
    }
  }

  /** Of each pause one a minute. A probe of a plan may pass through its operator's pause, and the other way round. */
  private judgeProbe(order: Sent, pauses: readonly Pause[], nowMs: number): void {
    const related = [...this.open.values(), ...this.closed].filter(
      ({ operator, closedMs }) => operator === order.operator && closedMs > nowMs - MINUTE_MS,
    ).length;
    for (const pause of pauses) {
      const lately = pause.sentMs.filter((ms) => ms > nowMs - MINUTE_MS).length;
      pause.sentMs.push(nowMs);
      if (lately < related) continue;
      const since = new Date(pause.openedMs).toISOString();
      this.stage.breach(
        "what is paused waits for its probe",
        `${order.id} of ${order.plan_code}, paused since ${since}`,
      );
    }
  }
}

function operatorOf(scope: Change["scope"], subject: string): string {
  if (scope === "operator") return subject;
  return PLANS.find(({ planCode }) => planCode === subject)?.operator ?? subject;
}

/** Somebody of this shop said so in this very pause, and not too long ago. */
function isSaidIn(said: OverrideRow, order: Sent, pause: Pause, nowMs: number): boolean {
  const isHere = said.shop_id === order.shop_id && said.plan_code === order.plan_code;
  return isHere && said.created_ms >= pause.openedMs && said.until_ms > nowMs;
}
