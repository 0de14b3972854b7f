import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./types";

/**
 * Failed sign-ins counted by user name and by address, shared by all instances. Written by rate-limiter-flexible's
 * Drizzle store alone, which dictates the three property names and clears rows an hour after they expire.
 */
export const signInThrottles = pgTable(
  "sign_in_throttles",
  {
    /** What is counted and a digest of whose: people type passwords into the name field, and this table keeps none. */
    key: text("key").primaryKey(),
    points: integer("points").notNull(),
    /** From here on the row counts for nothing. */
    expire: instant("expires_at"),
  },
  (t) => [
    // Clearing what has expired.
    index("sign_in_throttles_expires_idx").on(t.expire),
  ],
);
