import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { z } from "zod";
import * as schema from "@/db/schema";
import type { Database } from "@/db/types";

/** A node of a plan as `auto_explain` writes it, with what it really did. */
type PlanNode = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string | undefined;
  readonly "Index Name"?: string | undefined;
  readonly "Index Cond"?: string | undefined;
  readonly "Recheck Cond"?: string | undefined;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number | undefined;
  readonly "Rows Removed by Index Recheck"?: number | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
};

const nodeSchema: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    "Node Type": z.string(),
    "Relation Name": z.string().optional(),
    "Index Name": z.string().optional(),
    "Index Cond": z.string().optional(),
    "Recheck Cond": z.string().optional(),
    "Actual Rows": z.number(),
    "Actual Loops": z.number(),
    "Rows Removed by Filter": z.number().optional(),
    "Rows Removed by Index Recheck": z.number().optional(),
    Plans: z.array(nodeSchema).optional(),
  }),
);
const planSchema = z.object({ "Query Text": z.string(), Plan: nodeSchema });

export type Statement = z.infer<typeof planSchema>;

/** How plans are chosen: with the values at hand, or once for all values, as a connection does after it has seen a statement often. */
export type PlanMode = "force_custom_plan" | "force_generic_plan" | "auto";

export type Explained = Database & {
  /** What was run by `work`, statements inside the database's own functions included. */
  watch(work: () => Promise<unknown>): Promise<Statement[]>;
  close(): Promise<void>;
};

/** A pool like the product's whose every statement tells its plan. Nothing about the statements is otherwise than there. */
export function openExplained(url: string, mode: PlanMode): Explained {
  const seen: Statement[] = [];
  const settings: Record<string, string> = {
    session_preload_libraries: "auto_explain",
    // As text: the driver leaves out a nought.
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
    client_min_messages: "notice",
    plan_cache_mode: mode,
  };
  const sql = postgres(url, {
    // One connection, whose plans grow old with it.
    max: 1,
    connection: settings,
    types: { bigint: postgres.BigInt },
    onnotice({ message }) {
      const json = /^duration: [^\n]*plan:\n(.*)$/s.exec(message ?? "")?.[1];
      if (json !== undefined) seen.push(planSchema.parse(JSON.parse(json)));
    },
  });
  return {
    sql,
    db: drizzle(sql, { schema }),
    async watch(work) {
      seen.length = 0;
      await work();
      return [...seen];
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

/** Tables that grow with every sale, and are never read from end to end. Of others it is counted what is read of them. */
const GROWING = new Set(["orders", "order_events", "transfers"]);

export type Bounds = { readonly read: number; readonly sorted: number };

/** What of a statement would grow with what is stored: empty for one that costs the same whatever that is. */
export function findGrowth(statement: Statement, bounds: Bounds): string[] {
  const text = statement["Query Text"].replace(/\s+/g, " ").slice(0, 300);
  return findInNode(statement.Plan, bounds).map((what) => `${what}: ${text}`);
}

function findInNode(node: PlanNode, bounds: Bounds): string[] {
  const children = node.Plans ?? [];
  return [...findOwn(node, children, bounds), ...children.flatMap((child) => findInNode(child, bounds))];
}

function findOwn(node: PlanNode, children: readonly PlanNode[], bounds: Bounds): string[] {
  const table = node["Relation Name"] ?? "";
  const type = node["Node Type"];
  const found: string[] = [];
  if (type === "Seq Scan" && GROWING.has(table)) found.push(`reads all of ${table}`);
  const isWhole = /^Index (?:Only )?Scan$/.test(type) && node["Index Cond"] === undefined;
  if (isWhole && GROWING.has(table)) found.push(`reads all of ${node["Index Name"]}`);
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  const read = (node["Actual Rows"] + removed) * node["Actual Loops"];
  if (table !== "" && read > bounds.read) found.push(`reads ${Math.round(read)} rows of ${table}`);
  if (/Sort/.test(type)) {
    const sorted = children.reduce((sum, child) => sum + child["Actual Rows"] * child["Actual Loops"], 0);
    if (sorted > bounds.sorted) found.push(`sorts ${Math.round(sorted)} rows`);
  }
  return found;
}
