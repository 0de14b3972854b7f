import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CHARGE_CENTIMES, FACE_CENTIMES, PLAN, type Arena } from "./arena";
import { quantile, type Load } from "./load";

const run = promisify(execFile);
/** Where Debian puts it. */
const SYSTEM_DIR = "/usr/lib/postgresql";

/** PostgreSQL's own load generator; null where there is none. */
export function findPgbench(): string | null {
  const versions = existsSync(SYSTEM_DIR) ? readdirSync(SYSTEM_DIR).sort().reverse() : [];
  const places = ["pgbench", ...versions.map((version) => join(SYSTEM_DIR, version, "bin", "pgbench"))];
  return places.find(answers) ?? null;
}

function answers(path: string): boolean {
  try {
    execFileSync(path, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A machine that is busy with other things may not end a single transaction of a slow script in a second. */
const LONGEST_MS = 20_000;

/** Runs a script of pgbench's with so many clients, each statement prepared once. */
export async function loadByPgbench(
  pgbench: string,
  url: string,
  script: string,
  clients: number,
  durationMs: number,
): Promise<Load> {
  const dir = mkdtempSync(join(tmpdir(), "rasid-bench-"));
  try {
    writeFileSync(join(dir, "script.sql"), script);
    const { stdout } = await run(
      pgbench,
      [
        ...["--no-vacuum", "--protocol=prepared", `--client=${clients}`, `--jobs=${Math.min(2, clients)}`],
        ...[`--time=${Math.max(1, Math.round(durationMs / 1000))}`, `--file=${join(dir, "script.sql")}`],
        ...["--log", `--log-prefix=${join(dir, "log")}`, url],
      ],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    if (perSecond > 0) {
      const latencies = readLatencies(dir).sort((a, b) => a - b);
      return { perSecond, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
    }
    if (durationMs >= LONGEST_MS) throw new Error(`pgbench did not say how fast it was:\n${stdout}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return loadByPgbench(pgbench, url, script, clients, durationMs * 4);
}

/** The third field of a line of pgbench's log is the transaction's time in microseconds. */
function readLatencies(dir: string): number[] {
  const logs = readdirSync(dir).filter((name) => name.startsWith("log"));
  return logs.flatMap((name) =>
    readFileSync(join(dir, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Number(line.split(" ")[2]) / 1000),
  );
}

/** A sale's own writes (order, event, transfer, both balances) in one statement written by hand, without any judging. */
export function writesInOneStatement(arena: Arena): string {
  return `${pickTill(arena)}
with debit as (
  update accounts set balance_centimes = balance_centimes - ${CHARGE_CENTIMES}
  where shop_id = :shop and book = 'live' and kind = 'float' and balance_centimes >= ${CHARGE_CENTIMES}
  returning id, balance_centimes
), credit as (
  update accounts set balance_centimes = balance_centimes + ${CHARGE_CENTIMES}
  where shop_id = :shop and book = 'live' and kind = 'held' and exists (select from debit) returning id, balance_centimes
), placed as (
  insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
                      cost_centimes, placed_at, status, due_at)
  select uuidv7(), :shop, 'live', :staff, '07' || :number, 'Djezzy', '${PLAN}', 'Djezzy prépayé', ${FACE_CENTIMES},
    ${CHARGE_CENTIMES}, 9700, now(), 'queued', now() from debit
  returning id, shop_id, staff_id
), told as (
  insert into order_events (shop_id, order_id, kind, to_status, staff_id, detail)
  select shop_id, id, 'placed', 'queued', staff_id, '{}' from placed
)
insert into transfers (shop_id, kind, from_account_id, to_account_id, amount_centimes, from_balance_centimes,
                       to_balance_centimes, order_id, staff_id)
select p.shop_id, 'hold', d.id, c.id, ${CHARGE_CENTIMES}, d.balance_centimes, c.balance_centimes, p.id, p.staff_id
from placed p, debit d, credit c;
`;
}

/**
 * The statement that ships, so many orders at a time, from clients that have their own shops where there are enough: batches
 * of the same shops would only wait for each other.
 */
export function ownStatement(arena: Arena, batch: number, clients: number): string {
  const each = (value: string) => `(select array_agg(${value} order by n) from sale)`;
  const own = Math.max(1, Math.floor(arena.tills.length / clients));
  const till = `1 + ((:client_id * ${own}) + (:shop_index + n) % ${own}) % ${arena.tills.length}`;
  return `${pickTill(arena)}
with sale as materialized (
  select n, uuidv7() as id, '07' || (10000000 + (random() * 89999999)::int) as msisdn,
    (${arrayOf(arena, "shopId")})[${till}] as shop_id, (${arrayOf(arena, "staffId")})[${till}] as staff_id
  from generate_series(1, ${batch}) n)
select count(*) from place_orders(${each("id")}, ${each("shop_id")}, ${each("staff_id")}, ${each("'live'::text")},
  ${each("msisdn")}, ${each(`'${PLAN}'::text`)}, ${each(`${FACE_CENTIMES}::bigint`)}, ${each("true")}, ${each("null::uuid")}, null);
`;
}

function arrayOf(arena: Arena, key: "shopId" | "staffId"): string {
  return `array[${arena.tills.map((till) => till[key]).join(",")}]`;
}

/** Shops and their sellers were made one after the other, so the seller's id follows from the shop's. */
function pickTill({ tills }: Arena): string {
  const [first] = tills;
  if (!first || tills.some((till, n) => till.shopId !== first.shopId + n || till.staffId !== first.staffId + n)) {
    throw new Error("shops and sellers were not numbered side by side");
  }
  return [
    `\\set shop_index random(0, ${tills.length - 1})`,
    `\\set shop ${first.shopId} + :shop_index`,
    `\\set staff ${first.staffId} + :shop_index`,
    "\\set number random(10000000, 99999999)",
  ].join("\n");
}
