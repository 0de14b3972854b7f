import { bigint, customType, timestamp } from "drizzle-orm/pg-core";

/** A 64-bit transaction id: what lets a reader ask "what has become visible since my last look", whatever the commit order. */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

/** Money: whole centimes, as bigint on both sides. */
export const centimes = (name: string) => bigint(name, { mode: "bigint" });

/** An instant, microsecond precision kept by the database, milliseconds in the program. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
