import { median } from "./load";

/** What a side reached in one round, by name: `perSecond`, `p99Ms`, `bytes`, … */
export type Figures = Readonly<Record<string, number>>;

/** One of two that are compared. It runs for about so long and says what it reached. */
export type Side = { readonly name: string; readonly run: (durationMs: number) => Promise<Figures> };

/** What is compared, with what, and how it should come out. */
export type Contest = {
  readonly name: string;
  readonly subject: Side;
  /** Null where the figure stands for itself: a count that must be 0, a bound that no anchor has. */
  readonly anchor: Side | { readonly missing: string } | null;
  /** The name of the figure. */
  readonly measure: string;
  readonly unit: Unit;
  /** `ratio`: subject ÷ anchor. `difference`: subject − anchor. `value`: the subject alone. */
  readonly compare: "ratio" | "difference" | "value";
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  /** Rounds that the figure takes where five of the usual length would not make it truer (a count, a size on disk). */
  readonly rounds?: number;
};

export type Unit = "/s" | "ms" | "kB" | "MB" | "%" | "";

/** Contests that share what they are held in: a database, a running product. */
export type Section = {
  readonly name: string;
  /** Measured in a browser. */
  readonly isWeb?: boolean;
  readonly open: (bench: Bench) => Promise<Arranged>;
};

export type Arranged = {
  readonly contests: readonly Contest[];
  /** What is wrong with the books after a contest, in words; whatever it says voids the row. */
  readonly audit: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

/** What every section is handed. */
export type Bench = {
  /** The embedded server, by the URL of its `postgres` database; its template is built. */
  readonly serverUrl: string;
  /** PostgreSQL's own load generator, null where there is none. */
  readonly pgbench: string | null;
  readonly pace: Pace;
};

export type Pace = { readonly rounds: number; readonly durationMs: number; readonly isQuick: boolean };

export type Row = {
  readonly section: string;
  readonly name: string;
  readonly measure: string;
  readonly unit: Unit;
  readonly compare: Contest["compare"];
  readonly target: Contest["target"];
  /** Medians over the rounds. */
  readonly own: number | null;
  readonly theirs: number | null;
  /** Null where there was nothing to compare with, or the books were wrong afterwards. */
  readonly result: number | null;
  readonly isMet: boolean | null;
  readonly remark: string;
  readonly subject: readonly Figures[];
  readonly anchor: readonly Figures[];
};

/** Both sides in turn, round after round, so that whatever else the machine does meets both. */
export async function measure(section: string, contest: Contest, pace: Pace, audit: Arranged["audit"]): Promise<Row> {
  const subject: Figures[] = [];
  const anchor: Figures[] = [];
  const rounds = Math.min(pace.rounds, contest.rounds ?? pace.rounds);
  for (let round = 0; round < rounds; round += 1) {
    subject.push(await contest.subject.run(pace.durationMs));
    if (contest.anchor !== null && "run" in contest.anchor) anchor.push(await contest.anchor.run(pace.durationMs));
  }
  const { name, unit, compare, target } = contest;
  const wrong = await audit();
  const missing = contest.anchor !== null && "missing" in contest.anchor ? contest.anchor.missing : null;
  const own = medianOf(subject, contest.measure);
  const theirs = medianOf(anchor, contest.measure);
  const result = wrong.length > 0 || missing !== null ? null : compareFigures(compare, own, theirs);
  return {
    ...{ section, name, measure: contest.measure, unit, compare, target, own, theirs, result },
    isMet: result === null ? null : "atLeast" in target ? result >= target.atLeast : result <= target.atMost,
    remark: wrong.length > 0 ? `void: ${wrong.join("; ")}` : (missing ?? ""),
    ...{ subject, anchor },
  };
}

function medianOf(figures: readonly Figures[], measure: string): number | null {
  const values = figures.map((each) => {
    const value = each[measure];
    if (value === undefined) throw new Error(`a side measured no ${measure}`);
    return value;
  });
  return values.length === 0 ? null : median(values);
}

function compareFigures(compare: Contest["compare"], own: number | null, theirs: number | null): number | null {
  if (own === null) return null;
  if (compare === "value") return own;
  if (theirs === null) return null;
  return compare === "ratio" ? own / theirs : own - theirs;
}

/** A row of the table: what came out, whether it is what was aimed at, and from which figures. */
export function formatRow(row: Row): string {
  const aim = "atLeast" in row.target ? `≥ ${row.target.atLeast}` : `≤ ${row.target.atMost}`;
  const unit = row.compare === "ratio" ? "×" : row.unit;
  const result = row.result === null ? "–" : `${trim(row.result)} ${unit}`;
  const sign = row.isMet === null ? "?" : row.isMet ? " " : "!";
  const figures = [row.own, row.theirs].flatMap((value) => (value === null ? [] : [`${trim(value)} ${row.unit}`]));
  const from = row.compare === "value" ? [] : [figures.join(" to ")];
  return `${result.padStart(11)} ${sign} ${row.name}: ${[...from, `aim ${aim} ${unit}`, row.remark].filter(Boolean).join(", ")}`;
}

/** Three digits that mean something. */
function trim(value: number): string {
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const scale = 10 ** digits;
  return String(Math.round(value * scale) / scale);
}
