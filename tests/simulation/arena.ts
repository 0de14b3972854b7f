import postgres from "postgres";
import { openDatabase } from "@/db/client";
import { createShop, createStaff, depositTo } from "@/db/factories";
import type { Database } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { createUpstream } from "@/lib/oneclick/client";
import { replacePlans } from "@/lib/plans/sync-plans";
import { KEYS, USERNAMES } from "@/sandbox/model/accounts";
import { Model } from "@/sandbox/model/model";
import { cloneTemplate, type TestDatabase } from "../support/test-database";
import { receive } from "./provider-door";
import type { Scenario } from "./scenario";

export type ArenaShop = {
  readonly shopId: ShopId;
  readonly name: string;
  readonly staffId: number;
  readonly ownerId: number;
  readonly operatorId: number;
};

/** Rows of earlier seeds cost the later ones time; a fresh database costs some tens of milliseconds. */
const SEEDS_PER_DATABASE = 60;

/**
 * Where the seeds of one process are played: a real database, one connection for all instances (the stage lets one
 * statement go at a time) and one for the observer. Orders cannot be deleted, so each seed brings shops of its own.
 */
export class Arena {
  private open: { test: TestDatabase; database: Database; observer: postgres.Sql; seeds: number } | null = null;
  /** Grows with every run, so that the ids of a seed that is told again are new ones in the same order. */
  private runs = 0;

  constructor(private readonly serverUrl: string) {}

  /** The stage set for a scenario: nothing due of earlier seeds, the catalogue as it is read first, shops with their floats. */
  async prepare(scenario: Scenario, nowText: string): Promise<ArenaScene> {
    this.runs += 1;
    const { database, observer } = await this.openForOne(scenario.reckoning !== null);
    const { sql } = database;
    await sql.unsafe(`
      update orders set due_at = 'infinity' where due_at < 'infinity';
      update orders set look_back_at = null where look_back_at is not null;
      update orders set last_sent_at = null where last_sent_at is not null;
      delete from rate_budgets; delete from upstream_state; delete from breakers; delete from plan_delays; delete from plans;
      insert into plans select * from simulation_plans;`);
    if (scenario.isWarm) {
      await sql`
        insert into upstream_state (id, environment, username, key_digest, is_usable, validated_at, plans_synced_at)
        values (1, 'SANDBOX', ${USERNAMES.sandbox}, 'simulation', true, ${nowText}::timestamptz, ${nowText}::timestamptz)`;
    }
    const shops: ArenaShop[] = [];
    const { staffId: operatorId } = await createStaff(sql, { shopId: null });
    for (const { floatDinars, chargeBp, graceSeconds, secondVerdictAboveDinars } of scenario.shops) {
      const shop = await createShop(sql, { defaultChargeBp: chargeBp, graceSeconds });
      await sql`
        update shops set second_verdict_above_centimes = ${secondVerdictAboveDinars * 100} where id = ${shop.shopId}`;
      const { staffId } = await createStaff(sql, { shopId: shop.shopId });
      const { staffId: ownerId } = await createStaff(sql, { shopId: shop.shopId, role: "owner" });
      if (floatDinars > 0) await depositTo(sql, { shopId: shop.shopId }, BigInt(floatDinars) * 100n);
      shops.push({ ...shop, staffId, ownerId, operatorId });
    }
    return { database, observer, shops, run: this.runs };
  }

  async close(): Promise<void> {
    const { open } = this;
    this.open = null;
    if (open === null) return;
    await open.observer.end({ timeout: 5 });
    await open.database.sql.end({ timeout: 5 });
    await open.test.drop();
  }

  /** Books that are compared as a whole must be of this seed alone. */
  private async openForOne(isAlone: boolean) {
    if (this.open !== null && this.open.seeds >= (isAlone ? 1 : SEEDS_PER_DATABASE)) await this.close();
    this.open ??= await openFresh(this.serverUrl);
    this.open.seeds += 1;
    return this.open;
  }
}

export type ArenaScene = {
  readonly database: Database;
  readonly observer: postgres.Sql;
  readonly shops: readonly ArenaShop[];
  readonly run: number;
};

async function openFresh(serverUrl: string) {
  const test = await cloneTemplate(serverUrl);
  // Nothing here is to survive a power cut, and waiting for the disk is most of what a commit costs.
  const name = new URL(test.url).pathname.slice(1);
  await test.sql.unsafe(`alter database ${name} set synchronous_commit = off`);
  await test.sql.unsafe(`alter database ${name} set plan_cache_mode = force_generic_plan`);
  const database = openDatabase(test.url, { max: 1 });
  await replacePlans(database.sql, await readPlans(), new Date(0));
  await database.sql.unsafe("create table simulation_plans as table plans");
  return { test, database, observer: postgres(test.url, { max: 1, onnotice: () => undefined }), seeds: 0 };
}

/** The catalogue as the engine would read it from a provider that nothing has happened to. */
async function readPlans() {
  const model = new Model({ source: () => 0, seed: 1, profile: "live-2025-12", openingCentimes: 0n });
  const fetch: typeof globalThis.fetch = async (input) => {
    const request = { method: "GET", url: new URL(String(input)), key: KEYS.sandbox, body: null };
    const { wire } = receive(model, request).run();
    if (wire.kind !== "reply") throw new Error("the provider cut the connection");
    return new Response(wire.reply.payload, { status: wire.reply.status });
  };
  const answer = await createUpstream({ baseUrl: "http://provider.test", apiKey: KEYS.sandbox, fetch }).listPlans();
  if (answer.kind !== "found") throw new Error("no catalogue");
  return answer.value;
}
