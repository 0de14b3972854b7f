const statements = new WeakMap<object, Map<string, unknown>>();

/**
 * The statement of that name, built once a pool. Drizzle sends what was `.prepare`d under a name as a prepared statement, which
 * each connection parses once; anything else is built, parsed and planned at every call, which halves what a hot read can do.
 * The name stands for the statement's text: a query that varies has a name for each variety, and these must be few.
 */
export function preparedOnce<D extends object, T>(db: D, name: string, build: (db: D, name: string) => T): T {
  const ofDb = statements.get(db) ?? new Map<string, unknown>();
  statements.set(db, ofDb);
  // What was kept under this name was made by the same `build`.
  const known = ofDb.get(name) as T | undefined;
  if (known !== undefined) return known;
  const statement = build(db, name);
  ofDb.set(name, statement);
  return statement;
}
