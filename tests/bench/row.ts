import type { Load } from "./load";
import { median } from "./load";

/** What is compared, and with what; each side runs for a while and says what it reached. */
export type Contest = {
  readonly name: string;
  readonly subject: Side;
  readonly anchor: Side | { readonly missing: string };
  readonly measure: "perSecond" | "p99Ms";
  /** The ratio of subject to anchor that is aimed at. */
  readonly target: number;
};

export type Side = { readonly name: string; readonly run: (durationMs: number) => Promise<Load> };

export type Row = {
  readonly name: string;
  readonly measure: Contest["measure"];
  readonly target: number;
  /** Median over the rounds; null where there was nothing to compare with, or the book was wrong afterwards. */
  readonly ratio: number | null;
  readonly remark: string;
  readonly subject: readonly Load[];
  readonly anchor: readonly Load[];
};

export type Pace = { readonly rounds: number; readonly durationMs: number };

/** Both sides in turn, round after round, so that whatever else the machine does meets both. */
export async function measure(contest: Contest, pace: Pace, audit: () => Promise<string[]>): Promise<Row> {
  const subject: Load[] = [];
  const anchor: Load[] = [];
  for (let round = 0; round < pace.rounds; round += 1) {
    subject.push(await contest.subject.run(pace.durationMs));
    if ("run" in contest.anchor) anchor.push(await contest.anchor.run(pace.durationMs));
  }
  const findings = await audit();
  const { name, target } = contest;
  const own = median(subject.map((load) => load[contest.measure]));
  const theirs = median(anchor.map((load) => load[contest.measure]));
  const isCompared = anchor.length > 0 && findings.length === 0;
  return {
    name,
    measure: contest.measure,
    target,
    ratio: isCompared ? own / theirs : null,
    remark:
      findings.length > 0 ? `void: ${findings.join("; ")}` : "missing" in contest.anchor ? contest.anchor.missing : "",
    subject,
    anchor,
  };
}
