import type { Database, Db, Sql } from "@/db/types";
import { createUpstream } from "@/lib/oneclick/client";
import { gatherOutcomes } from "@/lib/orders/gather-outcomes";
import { openLanes } from "@/lib/orders/open-lanes";
import { openListing } from "@/lib/orders/read-listing";
import type { EngineDeps } from "@/lib/orders/types";
import { KEYS } from "@/sandbox/model/accounts";
import { databaseNow, gateDb, gateSql, type Statement } from "./database-seam";
import type { Draw } from "./draw";
import type { Network } from "./network";
import type { Actor, Stage } from "./stage";

/** Trouble between an instance and the database, in cases of a thousand statements. */
export type Losses = {
  readonly before: number;
  readonly after: number;
  /** After what was learned has been written: the loss that hurts most, as nobody else knows it. */
  readonly applied: number;
};

export const NO_LOSSES: Losses = { before: 0, after: 0, applied: 0 };

/** What postgres.js throws when its connection goes: the statement may have been committed or not. */
class ConnectionLost extends Error {
  readonly code = "CONNECTION_CLOSED";
}

export type InstanceFrame = {
  readonly stage: Stage;
  readonly network: Network;
  readonly draw: Draw;
  readonly database: Database;
  readonly ratePerMinute: number;
  readonly clockOf: () => string;
  /** Called after a statement was committed, with its name and what it answered. */
  readonly onCommit: (name: string, rows: unknown) => Promise<void>;
};

export type InstanceDeps = EngineDeps & { readonly db: Db; readonly sql: Sql };

/** One running copy of the app. Crashing it means that nothing it had begun is ever gone on with; the database stays. */
export class Instance {
  readonly actor: Actor;
  losses: Losses = NO_LOSSES;
  /** Another key than its own, for a while. */
  strangeKey: string | null = null;
  /** Tasks begun in this life and not over. */
  running = 0;
  private started = 0;
  private deps: InstanceDeps;

  constructor(
    name: string,
    private readonly frame: InstanceFrame,
  ) {
    this.actor = { name, life: 0, frozenUntilMs: 0 };
    this.deps = this.wake();
  }

  /** What an instance is handed when it starts: whatever it remembers of an earlier life is gone. */
  private wake(): InstanceDeps {
    const { frame, actor } = this;
    const gate = (statement: Statement) => this.pass(statement);
    const fetch = frame.network.fetchOf(actor);
    const ground = {
      sql: gateSql(frame.database.sql, gate),
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (fields: Record<string, unknown>, message: string) => this.onLogged(fields, message),
      },
      virtualNow: () => databaseNow(frame.clockOf()),
    };
    return {
      ...ground,
      db: gateDb(frame.database.sql, gate),
      upstream: createUpstream({
        baseUrl: "http://provider.test",
        apiKey: KEYS.sandbox,
        fetch: (input, init) => fetch(input, this.strangeKey === null ? init : withKey(init, this.strangeKey)),
      }),
      outcomes: gatherOutcomes(ground),
      lanes: openLanes(frame.ratePerMinute),
      listing: openListing(),
      settings: { environment: "SANDBOX", keyDigest: "simulation", ratePerMinute: frame.ratePerMinute },
    };
  }

  /** Begins a task. What it throws for a lost connection is an outage; anything else is a bug. */
  start(name: string, work: (deps: InstanceDeps) => Promise<unknown>): void {
    const { life } = this.actor;
    const task = `${name}#${(this.started += 1)}`;
    this.running += 1;
    this.frame.stage.note(this.actor, () => `begins ${task}`);
    const end = (text: string) => {
      if (life !== this.actor.life) return;
      this.running -= 1;
      this.frame.stage.note(this.actor, () => `ends ${task}${text}`);
    };
    work(this.deps).then(
      () => end(""),
      (error: unknown) => {
        end(`: ${String(error).slice(0, 80)}`);
        this.judge(error, task);
      },
    );
  }

  crash(): void {
    this.frame.stage.note(this.actor, () => "CRASHES");
    this.actor.life += 1;
    this.actor.frozenUntilMs = 0;
    this.running = 0;
    this.deps = this.wake();
  }

  freeze(untilMs: number): void {
    this.frame.stage.note(this.actor, () => `freezes for ${untilMs - this.frame.stage.nowMs} ms`);
    this.actor.frozenUntilMs = untilMs;
  }

  private onLogged(fields: Record<string, unknown>, message: string): void {
    this.frame.stage.note(this.actor, () => `log: ${message}`);
    if (fields.error !== undefined) this.judge(fields.error, message);
  }

  private judge(error: unknown, what: string): void {
    if (isOutage(error)) return;
    const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    this.frame.stage.breach("the engine throws for nothing but an outage", `${what}: ${stack}`);
  }

  /** A statement on its way: to the database, through it, and back, each a step of its own. */
  private pass({ name, run }: Statement): Promise<unknown> {
    const { stage, draw, clockOf, onCommit } = this.frame;
    return new Promise((resolve, reject) => {
      // A connection that is gone is noticed at once, or when the system gives up on it.
      const lose = (when: string) => {
        stage.note(this.actor, () => `the connection is lost ${when} ${name}`);
        const noticedMs = stage.nowMs + (draw.percent(50) ? 0 : draw.between(1_000, 25_000));
        stage.at(noticedMs, this.actor, "", () => reject(new ConnectionLost("write CONNECTION_CLOSED")));
      };
      stage.offer(this.actor, "", async () => {
        if (draw.perMille(this.losses.before)) return lose("before");
        const result = await run(clockOf()).then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
        if ("error" in result) {
          const isDeposit = name === "post_transfers" && String(result.error).includes("transfers_request_key");
          if (!isDeposit) stage.breach("the database has nothing to refuse", `${name}: ${String(result.error)}`);
          return reject(result.error);
        }
        await onCommit(name, result.value);
        stage.offer(this.actor, "", () => {
          const { after, applied } = this.losses;
          if (draw.perMille(name === "apply_outcomes" ? Math.max(after, applied) : after)) return lose("after");
          if (!ROUTINE.has(name)) stage.note(this.actor, () => `  ${name} → ${describe(result.value)}`);
          resolve(result.value);
        });
      });
    });
  }
}

/** Drizzle wraps what the driver throws. */
function isOutage(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof Error && isOutage(error.cause));
}

function withKey(init: RequestInit | undefined, key: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set("x-access-token", key);
  return { ...init, headers };
}

/** Statements that every tick makes and whose answer is nearly always the same. */
const ROUTINE = new Set(["from upstream_state", "update upstream_state", "count", "take_rate_tokens", "select orders"]);

/** Columns that say nothing new in a trace. */
const QUIET = new Set(
  "n shop_id book staff_id operator plan_name min_centimes max_centimes cost_centimes origin_order_id version".split(
    " ",
  ),
);

function textOf(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value === null || value === 0 || value === false ? undefined : value;
}

function describe(value: unknown): string {
  const rows = Array.isArray(value) ? (value as unknown[]) : [value];
  const text = (row: unknown) => JSON.stringify(row, (key, one: unknown) => (QUIET.has(key) ? undefined : textOf(one)));
  return rows.slice(0, 4).map(text).join(" ") || "nothing";
}
