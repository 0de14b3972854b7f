/** What a shop works by, in the units that people say. */
export type Settings = {
  /** Seconds, 0 to 10. */
  readonly graceSeconds: number;
  /** Minutes, 0 (never asked) to 1 440. */
  readonly repeatMinutes: number;
  /** Seconds, 30 to 3 600. */
  readonly lateAfterSeconds: number;
  /** Whole dinars, 0 to 1 000 000. */
  readonly secondVerdictAboveDinars: number;
};

export type SettingsView = Settings & {
  /** Null before anybody changed anything. */
  readonly lastChange: { readonly by: string; readonly at: string } | null;
};
