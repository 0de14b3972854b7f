import type { Bug } from "./bug";
import { BUGS_OF_BOOKS } from "./bugs-of-books";
import { BUGS_OF_LATE_WORDS } from "./bugs-of-late-words";
import { BUGS_OF_RECKONING } from "./bugs-of-reckoning";
import { BUGS_OF_REQUESTS } from "./bugs-of-requests";

/** Each is known from the trackers of other systems, or from a comment in ours that says why it is done otherwise. */
export const BUGS: readonly Bug[] = [
  ...BUGS_OF_REQUESTS,
  ...BUGS_OF_BOOKS,
  ...BUGS_OF_LATE_WORDS,
  ...BUGS_OF_RECKONING,
];
