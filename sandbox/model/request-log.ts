/** A request as the tests want to see it: never its headers or its key. */
export type LogEntry = {
  readonly atMs: number;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** The reference sent or asked for. */
  ref: string | null;
  topupId: string | null;
  fault: string | null;
  /** HTTP status of the answer; null while there is none, or when the connection was cut instead. */
  status: number | null;
};

/** Old requests make room: the log of a sandbox that runs for weeks must not be what fills the memory. */
const ENTRIES_MAX = 10_000;

export class RequestLog {
  private entries: LogEntry[] = [];

  open(request: Pick<LogEntry, "atMs" | "requestId" | "method" | "path">): LogEntry {
    const entry: LogEntry = { ...request, ref: null, topupId: null, fault: null, status: null };
    this.entries.push(entry);
    if (this.entries.length > 2 * ENTRIES_MAX) this.entries = this.entries.slice(-ENTRIES_MAX);
    return entry;
  }

  list(): readonly LogEntry[] {
    return this.entries.slice(-ENTRIES_MAX);
  }

  clear(): void {
    this.entries = [];
  }
}
