/**
 * Whether the database itself said no, so that nothing of the statement was kept. Not so when the connection was lost, or the
 * server ended (classes 08 and 57 of SQLSTATE): then the commit may have happened unheard.
 */
export function isRefusedByDatabase(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "PostgresError" || !("code" in error)) return false;
  return typeof error.code === "string" && !/^(?:08|57)/.test(error.code);
}
