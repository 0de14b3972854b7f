import { CATALOGUE } from "./catalogue";
import { dialectOf, type Dialect, type Profile } from "./dialect";
import { changePlan, lineOf, LINES, type Line, type Plan, type PlanChange } from "./plans";
import { DEFAULT_TIMING, type Timing } from "./timing";

export type LineState = "up" | "down";

export type SettingsStart = {
  readonly profile: Profile;
  readonly seed: number;
  readonly timing?: Timing;
  readonly dialect?: Partial<Dialect>;
  readonly perMinuteMax?: number | null;
};

/** The levers: what the control plane may move while the provider runs. None of them is kept over a restart. */
export class Settings {
  dialect: Dialect;
  profile: Profile;
  timing: Timing;
  /** Requests a minute and key; null is no limit. */
  perMinuteMax: number | null;
  private readonly lines = new Map<Line, LineState>(LINES.map((line) => [line, "up"]));
  private readonly catalogue = new Map<string, Plan>(CATALOGUE.map((plan) => [plan.code, plan]));

  constructor(start: SettingsStart) {
    this.profile = start.profile;
    this.dialect = { ...dialectOf(start.profile, start.seed), ...start.dialect };
    this.timing = start.timing ?? DEFAULT_TIMING;
    this.perMinuteMax = start.perMinuteMax ?? null;
  }

  useProfile(profile: Profile, seed: number): void {
    this.profile = profile;
    this.dialect = dialectOf(profile, seed);
  }

  get lineStates(): Readonly<Record<Line, LineState>> {
    const state = (line: Line): LineState => this.lines.get(line) ?? "up";
    return {
      mobilis: state("mobilis"),
      ooredoo: state("ooredoo"),
      djezzy: state("djezzy"),
      mobilisFixedPlans: state("mobilisFixedPlans"),
    };
  }

  setLine(line: Line, state: LineState): void {
    this.lines.set(line, state);
  }

  changePlan(code: string, change: PlanChange): Plan | null {
    const plan = this.catalogue.get(code);
    if (plan === undefined) return null;
    const changed = changePlan(plan, change);
    this.catalogue.set(code, changed);
    return this.seen(changed);
  }

  /** A plan as the service shows it: while its operator is down, no plan of it is enabled. */
  findPlan(code: string): Plan | null {
    const plan = this.catalogue.get(code);
    return plan === undefined ? null : this.seen(plan);
  }

  listPlans(): readonly Plan[] {
    return [...this.catalogue.values()].map((plan) => this.seen(plan));
  }

  private seen(plan: Plan): Plan {
    return this.lines.get(lineOf(plan)) === "down" ? { ...plan, isEnabled: false } : plan;
  }
}
