/**
 * Loaded first by every child of the launcher. A launcher that was killed no longer listens to what its children say; a child
 * that took the failing write for a failure of its own would say so, and fail again, for ever and at full speed.
 */
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
