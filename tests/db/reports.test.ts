import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { depositTo } from "@/db/factories";
import type { Database } from "@/db/types";
import { dayOf } from "@/lib/i18n/format-instant";
import type { ShopId } from "@/lib/id";
import { auditLedger } from "@/lib/ledger/audit";
import { explainFigure, LINES_PAGE_SIZE } from "@/lib/reports/explain-figure";
import { FIGURES } from "@/lib/reports/figures";
import { foldEvents, refoldEvents } from "@/lib/reports/fold-events";
import { hourOf, periodOf } from "@/lib/reports/parse-period";
import { listFigures, readReport } from "@/lib/reports/read-report";
import { PERIOD_KINDS, type FigureView, type Flow, type PeriodView, type Sight } from "@/lib/reports/view";
import { drawFrom } from "../support/draw";
import { useEngine } from "../support/engine";
import { endSomehow, openTill, sellForDays, sellSomething, type Till } from "../support/sales-days";

/** What the reports say is what the ledger's lines add up to, of every figure, at every moment. */
const engine = useEngine();
const EVERYTHING: Sight = { profit: true, cost: true };
const sql = () => engine.database.sql;
const tills: Till[] = [];
let reader: Database;

beforeAll(async () => {
  reader = openDatabase(engine.url, { max: 3 });
  const other = await engine.openShop(500_000);
  await depositTo(sql(), { shopId: engine.shopId }, 50_000_000n);
  await depositTo(sql(), { shopId: engine.shopId, book: "training" }, 1_000_000n);
  tills.push(await openTill(engine, engine), await openTill(engine, other));
  // Of one operator the provider does not say what it will charge.
  await sql()`update plans set cost_ratio = null where code = 'PREPAID_OOREDOO'`;
  await engine.sell({ book: "training", dinars: 700 });
  await sellForDays(engine, tills, { hours: 40, seed: 7, perHour: 8 });
});
afterAll(() => reader.sql.end());

type Line = {
  flow: Flow;
  day: string;
  hour: number;
  operator: string;
  plan: string;
  seller: number;
  face: bigint;
  charge: bigint;
  cost: bigint | null;
};

/** The ledger as it is, line by line: the reports have no part in this. */
async function readLedger(shopId: ShopId): Promise<Line[]> {
  const rows = await sql()<(Omit<Line, "day" | "hour" | "flow"> & { at: string; kind: string; status: Flow })[]>`
    select t.kind, o.status, t.created_at as at, o.operator, o.plan_code as plan, o.staff_id as seller, o.face_centimes as face,
      t.amount_centimes as charge, o.cost_centimes as cost
    from transfers t join accounts a on a.id = t.from_account_id join orders o on o.id = t.order_id
    where t.shop_id = ${shopId} and a.book = 'live' and t.kind <> 'deposit'`;
  const flows: Readonly<Record<string, Flow>> = { hold: "sold", settle: "delivered", reversal: "reversed" };
  return rows.map(({ kind, status, at, ...line }) => {
    const instant = new Date(at);
    return { ...line, flow: flows[kind] ?? status, day: dayOf(instant), hour: hourOf(instant) };
  });
}

function sumByHand(ledger: readonly Line[], { figure, scope }: FigureView, period: PeriodView) {
  const { flows, measure } = FIGURES[figure];
  const worth = (line: Line) => {
    if (measure === "face") return line.face;
    if (measure === "charge") return line.charge;
    if (measure === "profit") return line.face - line.charge;
    if (measure === "uncosted") return line.cost === null ? line.charge : null;
    if (line.cost === null) return null;
    return measure === "cost" ? line.cost : line.charge - line.cost;
  };
  let centimes = 0n;
  let lines = 0;
  for (const line of ledger) {
    const isInside =
      line.day >= (scope.day ?? period.firstDay) &&
      line.day <= (scope.day ?? period.lastDay) &&
      (scope.operator === undefined || scope.operator === line.operator) &&
      (scope.planCode === undefined || scope.planCode === line.plan) &&
      (scope.staffId === undefined || scope.staffId === line.seller) &&
      (scope.hour === undefined || scope.hour === line.hour);
    const sign = flows[line.flow];
    const value = worth(line);
    if (!isInside || sign === undefined || value === null) continue;
    centimes += BigInt(sign) * value;
    lines += 1;
  }
  return { centimes: centimes.toString(), lines };
}

function listPeriods(): PeriodView[] {
  const today = dayOf(engine.now());
  const yesterday = dayOf(new Date(engine.now().getTime() - 86_400_000));
  return [...PERIOD_KINDS.map((kind) => periodOf(kind, today, today)), periodOf("day", yesterday, today)];
}

const report = (period: PeriodView, shopId: ShopId = engine.shopId, sight = EVERYTHING) =>
  readReport(reader.sql, shopId, period, sight, engine.now());

const explain = (
  period: PeriodView,
  { figure, scope }: FigureView,
  cursor: string | null = null,
  shopId = engine.shopId,
) => explainFigure(reader.sql, shopId, { period, figure, scope, sight: EVERYTHING, now: engine.now() }, cursor);

/** Cells and the cursor's own row left aside, what both tables hold, in an order of its own. */
async function readCells(): Promise<unknown[]> {
  const days = await sql()`select * from report_cells order by shop_id, grain, part, day, flow, key`;
  const hours = await sql()`select * from report_hours order by shop_id, hour, flow, operator`;
  return [...days, ...hours].map((row) => ({ ...row }));
}

async function expectReportsOfLedger(): Promise<number> {
  let proven = 0;
  for (const { shopId } of tills) {
    const ledger = await readLedger(shopId);
    for (const period of listPeriods()) {
      for (const figure of listFigures(await report(period, shopId))) {
        const { centimes, lines } = figure;
        expect({ centimes, lines }, JSON.stringify(figure)).toEqual(sumByHand(ledger, figure, period));
        proven += 1;
      }
    }
  }
  return proven;
}

test("every figure is the sum of the ledger: with nothing folded, with some of it, with all of it", async () => {
  expect(await readCells()).toEqual([]);
  expect(await expectReportsOfLedger()).toBeGreaterThan(1_000);
  await foldEvents(sql(), () => true, 150);
  expect((await readCells()).length).toBeGreaterThan(0);
  await expectReportsOfLedger();
  expect(await foldEvents(sql(), () => false, 100)).toBeGreaterThan(500);
  expect(await foldEvents(sql(), () => false)).toBe(0);
  const [{ tail = -1 } = {}] = await sql()<{ tail: number }[]>`select count(*)::integer as tail from report_tail(null)`;
  expect(tail, "nothing is left to be read beside the cells").toBe(0);
  await expectReportsOfLedger();
});

test("the generated days hold every sort of line, and the shops do not mix", async () => {
  const month = listPeriods()[2]!;
  const [ours, theirs] = [await report(month), await report(month, tills[1]!.shopId)];
  for (const figure of ours.totals) expect(figure.lines, figure.figure).toBeGreaterThan(0);
  expect(ours.totals[0]!.lines + theirs.totals[0]!.lines).toBe(320);
  expect(ours.sellers).toHaveLength(2);
  expect(ours.operators).toHaveLength(3);
  const ends = (await readLedger(engine.shopId)).filter(({ flow }) => flow === "refunded");
  expect(ends.some(({ hour }) => hour < 6)).toBe(true);
  expect(await auditLedger(sql())).toEqual([]);
});

test("every figure opens the lines that add up to it, page by page", async () => {
  const [, , month, yesterday] = listPeriods();
  for (const period of [month!, yesterday!]) {
    const figures = listFigures(await report(period));
    // Of those that are nothing, one of each name: that they are nothing is proven above.
    const [full, empty] = [figures.filter(({ lines }) => lines > 0), figures.filter(({ lines }) => lines === 0)];
    for (const figure of [...full, ...new Map(empty.map((each) => [each.figure, each])).values()]) {
      const explanation = await explain(period, figure);
      expect(explanation.figure).toEqual(figure);
      const { centimes, lines } = figure;
      expect(explanation.total, JSON.stringify(figure)).toEqual({ centimes, lines });
      let sum = 0n;
      const seen = new Set<string>();
      for (let page = explanation; ; page = await explain(period, figure, page.nextCursor)) {
        expect(page.rows.length).toBeLessThanOrEqual(LINES_PAGE_SIZE);
        for (const line of page.rows) {
          sum += BigInt(line.centimes);
          seen.add(line.transferId);
        }
        if (page.nextCursor === null) break;
      }
      expect([sum.toString(), seen.size], JSON.stringify(figure)).toEqual([centimes, lines]);
    }
  }
}, 120_000);

describe("what somebody may not see", () => {
  test("is in no figure, no total and no line", async () => {
    const month = listPeriods()[2]!;
    const names = (sight: Sight) =>
      report(month, engine.shopId, sight).then((each) => new Set(listFigures(each).map(({ figure }) => figure)));
    expect([...(await names({ profit: false, cost: false }))].sort()).toEqual(
      ["cancelled", "delivered", "failed", "refunded", "rejected", "reversed", "sold"].sort(),
    );
    const owners = await names({ profit: true, cost: false });
    expect(["charged", "profit"].every((name) => owners.has(name as "profit"))).toBe(true);
    expect(["cost", "margin", "uncosted"].some((name) => owners.has(name as "cost"))).toBe(false);
    const question = { period: month, figure: "sold", scope: {}, sight: { profit: false, cost: false } } as const;
    const { rows } = await explainFigure(reader.sql, engine.shopId, { ...question, now: engine.now() }, null);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ chargeCentimes, costCentimes }) => chargeCentimes === null && costCentimes === null)).toBe(
      true,
    );
  });

  test("nor are the lines of another shop", async () => {
    const month = listPeriods()[2]!;
    const theirs = await report(month, tills[1]!.shopId);
    const seller = theirs.sellers[0]!.figures[0]!;
    expect((await explain(month, seller)).total).toEqual({ centimes: "0", lines: 0 });
  });
});

test("delays and failures are those of the provider's answers, beside the same hours a week before", async () => {
  const [today, , month] = listPeriods();
  const { delays } = await report(month!);
  const [row] = await sql()<{ answers: number; failures: number; p50: number }[]>`
    select count(*)::integer as answers, (count(*) filter (where o.status <> 'fulfilled'))::integer as failures,
      percentile_disc(0.5) within group (order by extract(epoch from o.finished_at - o.placed_at) * 1000)::float8 as p50
    from orders o where o.shop_id = ${engine.shopId} and o.book = 'live' and o.operator = 'Djezzy'
      and o.status in ('fulfilled', 'refunded', 'rejected')`;
  const djezzy = delays.find(({ operator }) => operator === "Djezzy")!;
  expect([djezzy.now.answers, djezzy.now.failures]).toEqual([row!.answers, row!.failures]);
  expect(djezzy.now.p50Ms! / row!.p50).toBeGreaterThan(1 / 1.092);
  expect(djezzy.now.p50Ms! / row!.p50).toBeLessThan(1.092);

  const saved = engine.now();
  engine.pass(7 * 86_400_000);
  const nextWeek = periodOf("day", dayOf(engine.now()), dayOf(engine.now()));
  const [then, later] = [
    await readReport(reader.sql, engine.shopId, today!, EVERYTHING, saved),
    await report(nextWeek),
  ];
  expect(later.delays.map(({ operator, before }) => ({ operator, before }))).toEqual(
    then.delays.filter(({ now }) => now.answers > 0).map(({ operator, now }) => ({ operator, before: now })),
  );
});

describe("while sales go on", () => {
  /** Writers, folders of two instances and readers side by side; each reader compares cells and lines of one moment. */
  test("a fold misses nothing, takes nothing twice, and no reader sees it half done", async () => {
    const draw = drawFrom(11);
    const till = tills[0]!;
    const started: string[] = [];
    let isSelling = true;
    // A transaction that began first and commits last: its line has an older number than much that was folded before it.
    let commitLate: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (commitLate = resolve));
    const lateId = await sellSomething(engine, till, draw);
    const wordOfLate = JSON.stringify([{ order_id: lateId, word: "cancel" }]);
    const sellLate = engine.twin.sql.begin(async (tx) => {
      await tx`select pg_current_xact_id()`;
      await late;
      await tx`select * from apply_outcomes(${wordOfLate}::text::jsonb, ${engine.now().toISOString()}::timestamptz)`;
    });
    const sellers = Array.from({ length: 3 }, async () => {
      for (let sale = 0; sale < 25; sale += 1) {
        const orderId = await sellSomething(engine, till, draw);
        started.push(orderId);
        await endSomehow(engine, orderId, 1, () => 0.3 * draw());
      }
    });
    const foldWhileSelling = async (on: Database, batch: number) => {
      while (isSelling) await foldEvents(on.sql, () => false, batch);
    };
    const folders = [foldWhileSelling(engine.database, 3), foldWhileSelling(engine.twin, 50)];
    const today = periodOf("day", dayOf(engine.now()), dayOf(engine.now()));
    const readers = (async () => {
      let looks = 0;
      while (isSelling) {
        const { figure, total } = await explain(today, { figure: "sold", scope: {}, centimes: "", lines: 0 });
        expect(total).toEqual({ centimes: figure!.centimes, lines: figure!.lines });
        looks += 1;
      }
      return looks;
    })();
    await Promise.all(sellers);
    commitLate();
    await sellLate;
    isSelling = false;
    await Promise.all(folders);
    expect(await readers).toBeGreaterThan(1);
    expect(started).toHaveLength(75);
    await foldEvents(sql(), () => false);
    await expectReportsOfLedger();
  });

  test("whoever dies in the middle of a fold has done nothing, and nobody waits for who is at it", async () => {
    await sellSomething(engine, tills[0]!, drawFrom(3));
    const before = await readCells();
    const death = new Error("died");
    const dying = engine.twin.sql.begin(async (tx) => {
      const [row] = await tx<{ folded: number }[]>`select * from fold_reports(1000)`;
      expect(row?.folded).toBe(1);
      expect(await foldEvents(sql(), () => false), "another instance leaves it to this one").toBe(0);
      throw death;
    });
    await expect(dying).rejects.toBe(death);
    expect(await readCells()).toEqual(before);
    expect(await foldEvents(sql(), () => false)).toBe(1);
    await expectReportsOfLedger();
  });

  test("cells made anew from the first event on are the same cells", async () => {
    const kept = await readCells();
    expect(await refoldEvents(sql())).toBeGreaterThan(700);
    expect(await readCells()).toEqual(kept);
  });

  test("a cursor of another database's life counts for nothing: reports are exact before and after the next fold", async () => {
    const kept = await readCells();
    await sql()`update report_cursor set cursor = '9000000000:9000000000:'`;
    await expectReportsOfLedger();
    await foldEvents(sql(), () => false);
    expect(await readCells()).toEqual(kept);
  });
});
