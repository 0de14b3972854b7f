import type { Asking, Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { FIGURES, type Measure } from "./figures";
import { addDays, startOfDay } from "./parse-period";
import { listFigures, readReport } from "./read-report";
import {
  FLOWS,
  type ExplanationView,
  type FigureName,
  type FigureView,
  type Flow,
  type LineView,
  type PeriodView,
  type ReportView,
  type Scope,
  type Sight,
} from "./view";

export const LINES_PAGE_SIZE = 50;

/** Which transfers a flow is, from which account they come, and how a release tells why. */
const ROUTES: Readonly<Record<Flow, { kind: string; source: string; status: string | null }>> = {
  sold: { kind: "hold", source: "float", status: null },
  delivered: { kind: "settle", source: "held", status: null },
  refunded: { kind: "release", source: "held", status: "refunded" },
  rejected: { kind: "release", source: "held", status: "rejected" },
  cancelled: { kind: "release", source: "held", status: "cancelled" },
  reversed: { kind: "reversal", source: "sold", status: null },
};

/** What a line adds to each measure, in the ledger's words. */
function amountOf(sql: Asking, measure: Measure) {
  switch (measure) {
    case "face":
      return sql`o.face_centimes`;
    case "charge":
    case "uncosted":
      return sql`t.amount_centimes`;
    case "profit":
      return sql`o.face_centimes - t.amount_centimes`;
    case "cost":
      return sql`o.cost_centimes`;
    case "margin":
      return sql`t.amount_centimes - o.cost_centimes`;
  }
}

/** Whose cost the provider does not say is in no sum of costs. */
function conditionOf(sql: Asking, measure: Measure) {
  if (measure === "uncosted") return sql`and o.cost_centimes is null`;
  return measure === "cost" || measure === "margin" ? sql`and o.cost_centimes is not null` : sql``;
}

export type Question = {
  readonly period: PeriodView;
  readonly figure: FigureName;
  readonly scope: Scope;
  readonly sight: Sight;
  readonly now: Date;
};

type IdRange = { readonly first_id: string | null; readonly last_id: string | null };

/**
 * The ledger lines that add up to a figure, newest first, a page from before `cursor` on, beside the figure as the report has
 * it. The report reads its kept cells, this reads the ledger; both see one moment.
 */
export async function explainFigure(
  sql: Sql,
  shopId: ShopId,
  question: Question,
  cursor: string | null,
): Promise<ExplanationView> {
  const { period, figure, scope, sight, now } = question;
  return sql.begin("isolation level repeatable read read only", async (tx) => {
    const report = await readReport(tx, shopId, period, sight, now);
    const range = await readIdRange(tx, shopId, period);
    const [total] = await tx<{ centimes: bigint; lines: number }[]>`
      select coalesce(sum(line.centimes), 0)::bigint as centimes, count(*)::integer as lines
      ${fromLines(tx, shopId, question, range, tx``)}`;
    const rows = await tx<LineRow[]>`
      select line.transfer_id::text, line.created_at as at, f.flow, line.order_id, line.msisdn, line.operator, line.plan_code,
        line.plan_name, s.display_name as seller_name, line.face, line.centimes,
        ${sight.profit ? tx`line.charge` : tx`null::bigint as charge`}, ${sight.cost ? tx`line.cost` : tx`null::bigint as cost`}
      ${fromLines(
        tx,
        shopId,
        question,
        range,
        tx`and (${cursor}::bigint is null or t.id < ${cursor}::bigint) order by t.id desc limit ${LINES_PAGE_SIZE + 1}`,
      )}
      join staff s on s.id = line.staff_id
      order by line.transfer_id desc limit ${LINES_PAGE_SIZE + 1}`;
    const page = rows.slice(0, LINES_PAGE_SIZE);
    return {
      period,
      figure: findFigure(report, figure, scope),
      total: { centimes: (total?.centimes ?? 0n).toString(), lines: total?.lines ?? 0 },
      rows: page.map(toLine),
      nextCursor: rows.length > LINES_PAGE_SIZE ? (page.at(-1)?.transfer_id ?? null) : null,
    };
  });
}

/** The stretch of the ledger in which the lines of a period are: its index then finds them without one for their time. */
async function readIdRange(sql: Asking, shopId: ShopId, period: PeriodView): Promise<IdRange> {
  const [range] = await sql<IdRange[]>`
    select min(first_id)::text as first_id, max(last_id)::text as last_id from (
      select first_transfer_id as first_id, last_transfer_id as last_id from report_cells
      where shop_id = ${shopId} and grain = 'day' and part = 'totals' and day between ${period.firstDay}::date and ${period.lastDay}::date
        and (select known_report_cursor() is not null)
      union all
      select transfer_id, transfer_id from report_tail(${shopId})) ids`;
  return range ?? { first_id: null, last_id: null };
}

/** One stretch of an account for each flow of the figure: a page of each, in the ledger's order, holds the page of all. */
function fromLines(sql: Asking, shopId: ShopId, question: Question, range: IdRange, ending: ReturnType<Asking>) {
  const { period, scope } = question;
  const { flows: signs, measure } = FIGURES[question.figure];
  const flows = FLOWS.filter((flow) => signs[flow] !== undefined);
  const from = startOfDay(scope.day ?? period.firstDay).toISOString();
  const to = startOfDay(addDays(scope.day ?? period.lastDay, 1)).toISOString();
  return sql`
    from unnest(${flows}::text[], ${flows.map((flow) => signs[flow] ?? 0)}::integer[],
        ${flows.map((flow) => ROUTES[flow].kind)}::text[], ${flows.map((flow) => ROUTES[flow].source)}::text[],
        ${flows.map((flow) => ROUTES[flow].status)}::text[]) as f(flow, sign, kind, source, status)
    join accounts a on a.shop_id = ${shopId} and a.book = 'live' and a.kind = f.source
    cross join lateral (
      select t.id as transfer_id, t.created_at, o.id as order_id, o.msisdn, o.operator, o.plan_code, o.plan_name, o.staff_id,
        o.face_centimes as face, t.amount_centimes as charge, o.cost_centimes as cost,
        f.sign * (${amountOf(sql, measure)}) as centimes
      from transfers t join orders o on o.id = t.order_id
      where t.from_account_id = a.id and t.id between ${range.first_id}::bigint and ${range.last_id}::bigint
        and t.kind = f.kind and t.created_at >= ${from} and t.created_at < ${to}
        and (f.status is null or o.status = f.status::order_status)
        ${conditionOf(sql, measure)}
        ${scope.operator === undefined ? sql`` : sql`and o.operator = ${scope.operator}`}
        ${scope.planCode === undefined ? sql`` : sql`and o.plan_code = ${scope.planCode}`}
        ${scope.staffId === undefined ? sql`` : sql`and o.staff_id = ${scope.staffId}`}
        ${
          scope.hour === undefined
            ? sql``
            : sql`and extract(hour from t.created_at at time zone 'Africa/Algiers') = ${scope.hour}::integer`
        }
        ${ending}
    ) line`;
}

const SCOPE_KEYS = ["operator", "planCode", "staffId", "day", "hour"] as const satisfies readonly (keyof Scope)[];

/** The very figure that the report shows; null for a part of it that the report does not speak of. */
function findFigure(report: ReportView, name: FigureName, scope: Scope): FigureView | null {
  const isAsked = (figure: FigureView) =>
    figure.figure === name && SCOPE_KEYS.every((key) => figure.scope[key] === scope[key]);
  return listFigures(report).find(isAsked) ?? null;
}

type LineRow = {
  transfer_id: string;
  at: string;
  flow: Flow;
  order_id: string;
  msisdn: string;
  operator: string;
  plan_code: string;
  plan_name: string;
  seller_name: string;
  face: bigint;
  charge: bigint | null;
  cost: bigint | null;
  centimes: bigint;
};

function toLine(row: LineRow): LineView {
  return {
    transferId: row.transfer_id,
    at: new Date(row.at).toISOString(),
    flow: row.flow,
    orderId: row.order_id,
    msisdn: row.msisdn,
    operator: row.operator,
    planCode: row.plan_code,
    planName: row.plan_name,
    sellerName: row.seller_name,
    faceCentimes: row.face.toString(),
    chargeCentimes: row.charge?.toString() ?? null,
    costCentimes: row.cost?.toString() ?? null,
    centimes: row.centimes.toString(),
  };
}
