// Node built-ins only: set-up uses this before anything is installed.

/** Nobody should sit before a silent terminal for longer than this. */
const PATIENCE_MS = 700;
const REMINDER_MS = 10_000;

export function say(text) {
  process.stdout.write(`${text}\n`);
}

export function sayError(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs one piece of work. Work that is over at once stays silent; slower work is announced, reminded of, and
 * its end is told with the time it took.
 */
export async function step(label, work, { isQuiet = false } = {}) {
  if (isQuiet) return work();
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  let isAnnounced = false;
  const announce = setTimeout(() => {
    isAnnounced = true;
    say(`  ${label} …`);
  }, PATIENCE_MS);
  const remind = setInterval(() => say(`  ${label} … still at it after ${seconds()}`), REMINDER_MS);
  try {
    const result = await work();
    if (isAnnounced) say(`  ${label}: done in ${seconds()}`);
    return result;
  } finally {
    clearTimeout(announce);
    clearInterval(remind);
  }
}

/** An error whose message is written for the person at the terminal and says what to do; shown without a stack. */
export class Advice extends Error {
  name = "Advice";
}

/** The last words of a command that failed. */
export function sayFailure(error) {
  sayError("");
  if (error instanceof Advice) sayError(error.message);
  else sayError(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
