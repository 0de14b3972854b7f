/** Everything that `npm start` brings up, for one worker of the browser tests, with each part to be killed on its own. */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "@playwright/test";
import type postgres from "postgres";
import { seedDemo } from "@/db/seed";
import { auditLedger } from "@/lib/ledger/audit";
import { nextCli } from "@/scripts/build";
import { projectDir } from "@/scripts/environment";
import { findFreePort } from "@/scripts/ports";
import { recordChildren, startChild, type Child } from "@/scripts/processes";
import { startScheduler } from "@/scripts/scheduler";
import { KEYS } from "@/sandbox/model/accounts";
import { openFront, type Front } from "./e2e-front";
import { createProvider, QUICK, type Provider } from "./e2e-provider";
import { cloneTemplate } from "./test-database";

/** Faster than the product's own two seconds: a test waits for what the tick does. */
const TICK_MS = 500;
const READY_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 20_000;
/** Where a world writes down whom it has started, for whoever cleans up after a run that was killed. */
export const CHILDREN_FILE = "children.json";

export type App = { readonly url: string; readonly child: Child };

export class World {
  readonly authSecret = randomBytes(32).toString("hex");
  readonly cronSecret = randomBytes(32).toString("hex");
  readonly provider: Provider;
  readonly dir: string;
  readonly databaseUrl: string;
  /** A pool of the tests' own on the world's database. */
  readonly sql: postgres.Sql<{ bigint: bigint }>;
  readonly url: string;
  private readonly sandboxUrl: string;
  private readonly dropDatabase: () => Promise<void>;
  private app: App | null = null;
  private sandbox: Child | null = null;
  private scheduler: { stop(): Promise<void> } | null = null;
  private readonly extras: App[] = [];
  private front: Front | null = null;

  private constructor(parts: {
    dir: string;
    database: { url: string; sql: postgres.Sql<{ bigint: bigint }>; drop(): Promise<void> };
    appPort: number;
    sandboxPort: number;
  }) {
    this.dir = parts.dir;
    this.databaseUrl = parts.database.url;
    this.sql = parts.database.sql;
    this.dropDatabase = () => parts.database.drop();
    this.url = `http://127.0.0.1:${parts.appPort}`;
    this.sandboxUrl = `http://127.0.0.1:${parts.sandboxPort}`;
    this.provider = createProvider(() => this.sandboxUrl);
  }

  static async start(serverUrl: string, dir: string): Promise<World> {
    mkdirSync(dir, { recursive: true });
    const database = await cloneTemplate(serverUrl);
    await seedDemo(database.url);
    const [appPort, sandboxPort] = [await findFreePort(), await findFreePort()];
    const world = new World({ dir, database, appPort, sandboxPort });
    try {
      await world.startSandbox();
      await world.startApp();
      world.startTicking();
      await expect
        .poll(async () => (await world.sql`select from plans`).length, { message: "the catalogue is read" })
        .toBeGreaterThan(0);
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.stopTicking();
    await this.front?.stop();
    for (const { child } of this.extras) await child.stop(true);
    await this.app?.child.stop(false);
    await this.sandbox?.stop(false);
    await this.dropDatabase();
  }

  /** The wallet, the orders and the deliveries outlive the process, as a real provider's do. */
  async startSandbox(): Promise<void> {
    const { port } = new URL(this.sandboxUrl);
    this.sandbox = startChild({
      name: "the local OneClickDz",
      args: ["--import", "tsx", join(projectDir, "sandbox", "main.ts")],
      cwd: projectDir,
      env: {
        ...process.env,
        SANDBOX_HOST: "127.0.0.1",
        SANDBOX_PORT: port,
        SANDBOX_API_KEY: KEYS.sandbox,
        SANDBOX_STATE_FILE: join(this.dir, "sandbox.jsonl"),
        SANDBOX_TIMING: `${QUICK.handlingMs},${QUICK.finalMs},${QUICK.scriptedFinalMs}`,
      },
      logFile: join(this.dir, "sandbox.log"),
      graceMs: 3_000,
    });
    this.record();
    await untilAnswers(`${this.sandboxUrl}/v3/ping`, this.sandbox);
  }

  async killSandbox(): Promise<void> {
    await this.sandbox?.stop(true);
    this.sandbox = null;
  }

  async startApp(): Promise<void> {
    this.app = await this.startInstance(Number(new URL(this.url).port));
  }

  /** As the power does: no goodbye, no answer to those who wait. */
  async killApp(): Promise<void> {
    await this.app?.child.stop(true);
    this.app = null;
  }

  /** One more instance of the app, on the same database and provider unless the settings say otherwise. */
  async startTwin(settings: Record<string, string> = {}, port?: number): Promise<App> {
    const twin = await this.startInstance(port ?? (await findFreePort()), settings);
    this.extras.push(twin);
    return twin;
  }

  /** One address for the app and all its twins of this moment. */
  async startFront(): Promise<Front> {
    this.front = await openFront(this.dir, [this.url, ...this.extras.map(({ url }) => url)]);
    this.record();
    return this.front;
  }

  private async startInstance(port: number, settings: Record<string, string> = {}): Promise<App> {
    const url = `http://127.0.0.1:${port}`;
    const child = startChild({
      name: "the app",
      args: [nextCli, "start", "-H", "127.0.0.1", "-p", String(port)],
      cwd: projectDir,
      env: {
        ...process.env,
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        DATABASE_URL: this.databaseUrl,
        ONECLICKDZ_API_URL: this.sandboxUrl,
        ONECLICKDZ_API_KEY: KEYS.sandbox,
        ONECLICKDZ_ENVIRONMENT: "SANDBOX",
        ONECLICKDZ_RATE_PER_MINUTE: "6000",
        RASID_DEMO: "on",
        NEXTAUTH_URL: this.url,
        NEXTAUTH_SECRET: this.authSecret,
        CRON_SECRET: this.cronSecret,
        LOG_LEVEL: "info",
        ...settings,
      },
      logFile: join(this.dir, "app.log"),
      graceMs: 2_000,
    });
    const instance = { url, child };
    this.record(child);
    await untilAnswers(`${url}/api/health`, child);
    return instance;
  }

  startTicking(): void {
    this.scheduler ??= startScheduler({
      url: `${this.url}/api/cron/sync-orders`,
      secret: this.cronSecret,
      intervalMs: TICK_MS,
      onTrouble: () => undefined,
      onRecovery: () => undefined,
    });
  }

  async stopTicking(): Promise<void> {
    await this.scheduler?.stop();
    this.scheduler = null;
  }

  /** One run of the engine, now. */
  async tick(): Promise<Response> {
    return fetch(`${this.url}/api/cron/sync-orders`, {
      headers: { authorization: `Bearer ${this.cronSecret}` },
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
  }

  /** Back to how every test finds it: all parts running, nothing armed, nothing paused. */
  async calm(): Promise<void> {
    if (this.sandbox === null) await this.startSandbox();
    if (this.app === null) await this.startApp();
    await this.front?.stop();
    this.front = null;
    for (const { child } of this.extras.splice(0)) await child.stop(true);
    await this.provider.calm();
    await this.sql`update upstream_state set paused_until = null, pause_reason = null, pinged_at = now()`;
    await this.sql`update breakers set closed_at = now() where closed_at is null`;
    // A scheduler that met a dead app has slowed down: a new one has not.
    await this.stopTicking();
    this.startTicking();
  }

  /** The worlds of all shops agree with themselves, and with what reached the phones. */
  async expectHonestBooks(): Promise<void> {
    await this.expectSettled();
    expect(await auditLedger(this.sql), "the book's invariants").toEqual([]);
    const orders = await this.sql<{ id: string; isPaid: boolean }[]>`
      select id, status = 'fulfilled' and reversed_at is null as "isPaid" from orders where book = 'live'`;
    const paid = orders.filter(({ isPaid }) => isPaid).map(({ id }) => id);
    const delivered = (await this.provider.deliveries()).map(({ ref }) => ref);
    expect(delivered.sort(), "what reached the phones is what the shops call delivered").toEqual(paid.sort());
  }

  /** Hurries whatever is in flight to its next look. Uncertain orders are asked for once, and may stay so. */
  private async expectSettled(): Promise<void> {
    const uncertain = await this.sql`update orders set due_at = now() where status = 'uncertain' returning id`;
    if (uncertain.length > 0) await this.tick();
    await expect
      .poll(
        async () => {
          const open = await this.sql`
            update orders set due_at = least(due_at, now())
            where status in ('queued', 'sending', 'pending', 'handling') returning id`;
          if (open.length > 0) await this.tick();
          return open.length;
        },
        { message: "every order comes to an end", timeout: 40_000, intervals: [100, 500] },
      )
      .toBe(0);
  }

  private record(another?: Child): void {
    const children = [
      this.sandbox,
      this.app?.child,
      this.front?.child,
      another,
      ...this.extras.map(({ child }) => child),
    ];
    recordChildren(
      join(this.dir, CHILDREN_FILE),
      children.filter((child) => child !== null && child !== undefined),
    );
  }
}

async function untilAnswers(url: string, child: Child): Promise<void> {
  let ending: string | null = null;
  void child.exited.then((how) => (ending = how));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (ending === null && Date.now() < deadline) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(5_000) });
      return;
    } catch {
      await delay(50); // not listening yet
    }
  }
  throw new Error(
    `${child.name} does not answer at ${url} (${ending ?? "still running"}). Its last words:\n${child.tail()}`,
  );
}
