import type { Asking } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { maySee, SHOWN, sumCells, type CellSums, type ShownPart } from "./figures";
import { addDelays, findDelay } from "./find-delay";
import { addDays, dayOfMs, listDays, startOfDay } from "./parse-period";
import type { AnswersView, DelayRow, FigureView, Flow, PeriodView, ReportView, Scope, Sight } from "./view";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days and weeks are compared with those a week before, months with the same weekdays four weeks before. */
const COMPARED_DAYS = { day: 7, week: 7, month: 28 } as const;

/** Along what the cells count; the days are those of the totals. */
const PARTS = ["totals", "operators", "plans", "sellers", "hours"] as const satisfies readonly ShownPart[];

type SumRow = {
  part: ShownPart | "now" | "before";
  flow: Flow;
  key: string | null;
  operator: string | null;
  orders: number;
  face: bigint;
  charge: bigint;
  cost: bigint;
  uncosted_orders: number;
  uncosted_charge: bigint;
  bucket: number | null;
};

/**
 * What a shop sold in a period, added up from the kept cells and from what is not in them yet, in one statement and so at one
 * moment. What the viewer may not see is not read.
 */
export async function readReport(
  sql: Asking,
  shopId: ShopId,
  period: PeriodView,
  sight: Sight,
  now: Date,
): Promise<ReportView> {
  const rows = await readSums(sql, shopId, period, sight, now);
  const names = await readNames(sql, rows);
  const partOf = (part: SumRow["part"]) => rows.filter((row) => row.part === part);
  const figures = (part: ShownPart, cells: readonly SumRow[], scope: Scope): FigureView[] =>
    SHOWN[part]
      .filter((figure) => maySee(sight, figure))
      .map((figure) => {
        const { centimes, lines } = sumCells(figure, cells.map(toCell));
        return { figure, scope, centimes: centimes.toString(), lines };
      });
  const listPart = <Key extends object>(
    part: ShownPart,
    toKey: (key: string, cells: readonly SumRow[]) => Key & Scope,
  ) =>
    groupByKey(partOf(part)).map(([key, cells]) => {
      const named = toKey(key, cells);
      const { operator, planCode, staffId, day, hour } = named;
      const scope = planCode === undefined ? { operator, staffId, day, hour } : { planCode };
      return { ...named, figures: figures(part, cells, dropAbsent(scope)) };
    });
  const sold = ({ figures: [first] }: { figures: readonly FigureView[] }) => BigInt(first?.centimes ?? 0);
  const bySales = (one: { figures: readonly FigureView[] }, other: { figures: readonly FigureView[] }) =>
    Number(sold(other) - sold(one));
  const hourly = new Map(groupByKey(partOf("hours")));
  const daily = new Map(groupByKey(partOf("days")));
  return {
    period,
    comparedDays: COMPARED_DAYS[period.kind],
    totals: figures("totals", partOf("totals"), {}),
    operators: listPart("operators", (operator) => ({ operator })).sort(bySales),
    plans: listPart("plans", (planCode, [first]) => ({
      planCode,
      planName: names.plans.get(planCode) ?? planCode,
      operator: first?.operator ?? "",
    })).sort(bySales),
    sellers: listPart("sellers", (key) => ({ staffId: Number(key), name: names.staff.get(Number(key)) ?? key })).sort(
      bySales,
    ),
    days:
      period.kind === "day"
        ? []
        : listDays(period).map((day) => ({ day, figures: figures("days", daily.get(day) ?? [], { day }) })),
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      figures: figures("hours", hourly.get(String(hour)) ?? [], { hour }),
    })),
    delays: compareDelays(partOf("now"), partOf("before")),
  };
}

/** Every figure of a report: nothing else on the page is a sum of money. */
export function listFigures(report: ReportView): FigureView[] {
  const { totals, operators, plans, sellers, days, hours } = report;
  return [...totals, ...[operators, plans, sellers, days, hours].flatMap((rows) => rows.flatMap((row) => row.figures))];
}

function toCell(row: SumRow): CellSums {
  return { ...row, uncostedOrders: row.uncosted_orders, uncostedCharge: row.uncosted_charge };
}

function dropAbsent(scope: { [K in keyof Scope]: Scope[K] | undefined }): Scope {
  // What is left out of it is absent, which is all that the type asks for.
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined)) as Scope;
}

function groupByKey(rows: readonly SumRow[]): [string, SumRow[]][] {
  const groups = new Map<string, SumRow[]>();
  for (const row of rows) {
    const key = row.key ?? "";
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups];
}

function compareDelays(now: readonly SumRow[], before: readonly SumRow[]): DelayRow[] {
  const operators = [...new Set([...now, ...before].map((row) => row.key ?? ""))].sort();
  return operators.map((operator) => ({
    operator,
    now: toAnswers(now.filter((row) => row.key === operator)),
    before: toAnswers(before.filter((row) => row.key === operator)),
  }));
}

function toAnswers(rows: readonly SumRow[]): AnswersView {
  const counts: number[] = [];
  let failures = 0;
  for (const row of rows) {
    const delays: number[] = [];
    delays[row.bucket ?? 0] = row.orders;
    addDelays(counts, delays);
    if (row.flow !== "delivered") failures += row.orders;
  }
  const filled = Array.from(counts, (count) => count ?? 0);
  return {
    answers: rows.reduce((sum, row) => sum + row.orders, 0),
    failures,
    p50Ms: findDelay(filled, 0.5),
    p95Ms: findDelay(filled, 0.95),
  };
}

/**
 * The same hours earlier: whole days, and of a period that has not ended as many hours of the present day's counterpart as have
 * begun. `days` may be none, and so may the hours.
 */
function comparedSpan(period: PeriodView, now: Date) {
  const back = COMPARED_DAYS[period.kind];
  const end = startOfDay(addDays(period.lastDay, 1)).getTime();
  const begun = (Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS;
  const isCut = begun < end;
  const lastWhole = addDays(isCut ? dayOfMs(now.getTime()) : addDays(period.lastDay, 1), -1);
  const cutFrom = isCut ? startOfDay(addDays(lastWhole, 1)).getTime() : end;
  const shift = (ms: number) => new Date(ms - back * DAY_MS).toISOString();
  return {
    firstDay: addDays(period.firstDay, -back),
    lastDay: addDays(lastWhole, -back),
    hoursFrom: shift(cutFrom),
    hoursTo: shift(Math.min(begun, end)),
  };
}

async function readSums(
  sql: Asking,
  shopId: ShopId,
  period: PeriodView,
  sight: Sight,
  now: Date,
): Promise<readonly SumRow[]> {
  // A month is one cell of each, and only its days are thirty.
  const grain = period.kind === "month" ? "month" : "day";
  const before = comparedSpan(period, now);
  const charge = sight.profit ? sql`sum(charge)::bigint` : sql`0::bigint`;
  const cost = sight.cost
    ? sql`sum(cost)::bigint as cost, sum(uncosted_orders)::integer as uncosted_orders, sum(uncosted_charge)::bigint as uncosted_charge`
    : sql`0::bigint as cost, 0 as uncosted_orders, 0::bigint as uncosted_charge`;
  return sql<SumRow[]>`
    with known as materialized (select known_report_cursor() is not null as cells_count),
    tail as materialized (select * from report_tail(${shopId})),
    tail_cells as (
      select along.part, t.day, t.hour, t.flow, along.key, t.operator, t.face_centimes as face, t.charge_centimes as charge,
        coalesce(t.cost_centimes, 0) as cost, (t.cost_centimes is null)::integer as uncosted_orders,
        case when t.cost_centimes is null then t.charge_centimes else 0 end as uncosted_charge, t.delay_bucket
      from tail t cross join lateral report_parts(t.operator, t.plan_code, t.staff_id, t.at) along
    ),
    cells as (
      select part, flow, key, operator, orders, face_centimes as face, charge_centimes as charge, cost_centimes as cost,
        uncosted_orders, uncosted_charge_centimes as uncosted_charge
      from report_cells where shop_id = ${shopId} and grain = ${grain} and part = any(${PARTS}::text[])
        and day between ${period.firstDay}::date and ${period.lastDay}::date and (select cells_count from known)
      union all
      select part, flow, key, operator, 1, face, charge, cost, uncosted_orders, uncosted_charge
      from tail_cells where day between ${period.firstDay}::date and ${period.lastDay}::date
      union all
      select 'days', flow, day::text, operator, orders, face_centimes, charge_centimes, 0, 0, 0
      from report_cells where shop_id = ${shopId} and grain = 'day' and part = 'totals'
        and day between ${period.firstDay}::date and ${period.lastDay}::date and (select cells_count from known)
      union all
      select 'days', flow, day::text, operator, 1, face, charge, 0, 0, 0
      from tail_cells where part = 'totals' and day between ${period.firstDay}::date and ${period.lastDay}::date
    ),
    answers as (
      select 'now' as part, flow, key, delays from report_cells
      where shop_id = ${shopId} and grain = ${grain} and part = 'operators'
        and day between ${period.firstDay}::date and ${period.lastDay}::date and (select cells_count from known)
      union all
      select 'before', flow, key, delays from report_cells
      where shop_id = ${shopId} and grain = 'day' and part = 'operators'
        and day between ${before.firstDay}::date and ${before.lastDay}::date and (select cells_count from known)
      union all
      select 'before', flow, operator, delays from report_hours
      where shop_id = ${shopId} and hour >= ${before.hoursFrom} and hour < ${before.hoursTo}
        and (select cells_count from known)
      union all
      select span.part, flow, key, count_buckets(array[delay_bucket])
      from tail_cells t join (values ('now', true), ('before', false)) as span(part, is_now) on case when span.is_now
          then day between ${period.firstDay}::date and ${period.lastDay}::date
          else day between ${before.firstDay}::date and ${before.lastDay}::date
            or hour >= ${before.hoursFrom} and hour < ${before.hoursTo} end
      where t.part = 'operators' and delay_bucket is not null
    )
    select part, flow, key, max(operator) as operator, sum(orders)::integer as orders, sum(face)::bigint as face,
      ${charge} as charge, ${cost}, null::integer as bucket
    from cells group by part, flow, key
    union all
    select part, flow, key, key, sum(answered.count)::integer, 0, 0, 0, 0, 0, answered.n::integer - 1
    from answers cross join unnest(delays) with ordinality as answered(count, n)
    where answered.count > 0 group by part, flow, key, answered.n`;
}

async function readNames(sql: Asking, rows: readonly SumRow[]) {
  const keysOf = (part: ShownPart) => [...new Set(rows.filter((row) => row.part === part).map((row) => row.key ?? ""))];
  const [plans, staff] = await Promise.all([
    sql<{ code: string; name: string }[]>`select code, name from plans where code = any(${keysOf("plans")}::text[])`,
    sql<{ id: number; name: string }[]>`
      select id, display_name as name from staff where id = any(${keysOf("sellers")}::integer[])`,
  ]);
  return {
    plans: new Map(plans.map(({ code, name }) => [code, name])),
    staff: new Map(staff.map(({ id, name }) => [id, name])),
  };
}
