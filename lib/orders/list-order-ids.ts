import { sql, type SQL } from "drizzle-orm";
import { parseOrderSearch, type OrderSearch } from "./parse-search";
import type { OrderFilter } from "./view";

/**
 * Which orders a page of the list has: SQL that yields `id` and `placed_at`, newest first. Whatever is asked for is read from an
 * index in the order of the page, or is so little that sorting it costs nothing; no filter makes it walk through a large shop.
 *
 * The words of a filter travel as placeholders, so a statement's text depends on which fields are set and not on what they say.
 */
export type OrderIds = {
  /** Names the text: the same name is the same statement. */
  readonly name: string;
  /** At most `limit` orders. */
  readonly rows: (limit: number) => SQL;
  /** One row for each order that fits, at most `limit`. */
  readonly count: (limit: number) => SQL;
  /** The last order that a search by few digits looks at, where there are more behind it; null for what looks at all. */
  readonly end: SQL | null;
};

export type Place = { readonly placedAt: string; readonly id: string };

/** Africa/Algiers has had no daylight saving since 1981. */
const ALGIERS_OFFSET = "+01:00";
/**
 * Few digits fit so many numbers that collecting them all would take longer than looking at the newest orders one by one: those
 * that a number may begin with up to here …
 */
const FIRST_DIGITS_FEW = 4;
/** … and those that it can only end with up to here. Of more digits, a shop of a million orders has a thousand or so. */
const LAST_DIGITS_FEW = 2;
/** Orders that such a search looks at for one page: each is looked up by its id, in some microseconds. */
const LOOKED_AT_MAX = 2_000;
/** The same among the orders of a filter, which are put together from up to some hundred places. */
const LOOKED_AT_FILTERED_MAX = 500;

const given = (name: string, type: string): SQL => sql`${sql.placeholder(name)}::${sql.raw(type)}`;
const join = (parts: readonly SQL[]): SQL => sql.join([...parts], sql` and `);

export function selectOrderIds(filter: OrderFilter, isBeyond: boolean): OrderIds {
  const search = filter.q === undefined ? undefined : parseOrderSearch(filter.q);
  const shape = [
    filter.status === undefined ? "" : "status",
    filter.operator === undefined ? "" : "operator",
    filter.staffId === undefined ? "" : "staff",
    filter.day === undefined ? "" : "day",
    search === undefined ? "" : shapeOfSearch(search),
    isBeyond ? "beyond" : "",
  ];
  const name = shape.filter((part) => part !== "").join("_");
  if (search === null) return { name, ...ordered(sql`false`, sql`false`), end: null };
  const time = timeOf(filter);
  const beyond = isBeyond
    ? sql`(o.placed_at, o.id) < (${given("placedAt", "timestamptz")}, ${given("id", "uuid")})`
    : null;
  const isFiltered = filter.status !== undefined || filter.operator !== undefined || filter.staffId !== undefined;
  if (search?.by === "digits" && isFew(search.digits))
    return { name, ...lookingThrough(filter, isFiltered, time, beyond) };
  if (isFiltered && search === undefined) return { name, ...bySale(filter, time, beyond), end: null };
  const own = join([...ofShop(), ...time, ...plain(filter), ...(search ? [conditionOfSearch(search)] : [])]);
  return { name, ...(search ? gathered(own, beyond) : ordered(own, beyond)), end: null };
}

/** What the placeholders stand for. */
export function valuesOfOrderIds(shopId: number, filter: OrderFilter, after: Place | null): Record<string, unknown> {
  const search = filter.q === undefined ? null : parseOrderSearch(filter.q);
  const day = filter.day === undefined ? null : new Date(`${filter.day}T00:00:00${ALGIERS_OFFSET}`);
  return {
    shopId,
    status: filter.status,
    operator: filter.operator,
    staffId: filter.staffId,
    dayStart: day?.toISOString(),
    dayEnd: day && new Date(day.getTime() + 86_400_000).toISOString(),
    placedAt: after?.placedAt,
    id: after?.id,
    ...(search?.by === "id" && { searchId: search.id }),
    ...(search?.by === "code" && { searchCode: search.code }),
    ...(search?.by === "digits" && rangesOf(search.digits)),
  };
}

/** All that begins with these digits lies from them up to them and a colon, the character after `9`. */
function rangesOf(digits: string): Record<string, string> {
  const reversed = [...digits].reverse().join("");
  return { firstFrom: digits, firstTo: `${digits}:`, lastFrom: reversed, lastTo: `${reversed}:` };
}

function isFew(digits: string): boolean {
  const mayBegin = /^0(?:$|[567])/.test(digits);
  return digits.length <= (mayBegin ? FIRST_DIGITS_FEW : LAST_DIGITS_FEW);
}

function shapeOfSearch(search: OrderSearch | null): string {
  if (search === null) return "nothing";
  return search.by === "digits" && isFew(search.digits) ? "few" : search.by;
}

const ofShop = (): SQL[] => [sql`o.shop_id = ${given("shopId", "integer")}`, sql`o.book = 'live'`];

function timeOf(filter: OrderFilter): SQL[] {
  if (filter.day === undefined) return [];
  return [
    sql`o.placed_at >= ${given("dayStart", "timestamptz")}`,
    sql`o.placed_at < ${given("dayEnd", "timestamptz")}`,
  ];
}

function plain(filter: OrderFilter): SQL[] {
  return [
    ...(filter.status === undefined ? [] : [sql`o.status = ${given("status", "order_status")}`]),
    ...(filter.operator === undefined ? [] : [sql`o.operator = ${given("operator", "text")}`]),
    ...(filter.staffId === undefined ? [] : [sql`o.staff_id = ${given("staffId", "integer")}`]),
  ];
}

function conditionOfSearch(search: OrderSearch): SQL {
  if (search.by === "id") return sql`o.id = ${given("searchId", "uuid")}`;
  if (search.by === "code") return sql`right(o.id::text, 6) = ${given("searchCode", "text")}`;
  return digitsOf("o");
}

/** As ranges and not by LIKE: an index serves a pattern only while the planner knows it, and here it is a parameter. */
function digitsOf(table: string): SQL {
  const msisdn = sql.raw(`${table}.msisdn`);
  return sql`(${msisdn} ~>=~ ${given("firstFrom", "text")} and ${msisdn} ~<~ ${given("firstTo", "text")}
    or reverse(${msisdn}) ~>=~ ${given("lastFrom", "text")} and reverse(${msisdn}) ~<~ ${given("lastTo", "text")})`;
}

const NEWEST = sql.raw("order by o.placed_at desc, o.id desc");

/** Few enough to be found first, by what is searched for, and put in order afterwards; the fence keeps the planner to it. */
function gathered(where: SQL, beyond: SQL | null): Pick<OrderIds, "rows" | "count"> {
  const found = sql`(select o.id, o.placed_at from orders o where ${where} offset 0) o`;
  return {
    rows: (limit) => sql`select o.id, o.placed_at from ${found} ${beyond === null ? sql`` : sql`where ${beyond}`}
      ${NEWEST} limit ${sql.raw(String(limit))}`,
    count: (limit) => sql`select from ${found} limit ${sql.raw(String(limit))}`,
  };
}

/** Straight from an index that has the page's order. */
function ordered(where: SQL, beyond: SQL | null): Pick<OrderIds, "rows" | "count"> {
  const page = beyond === null ? where : sql`${where} and ${beyond}`;
  return {
    rows: (limit) =>
      sql`select o.id, o.placed_at from orders o where ${page} ${NEWEST} limit ${sql.raw(String(limit))}`,
    count: (limit) => sql`select from orders o where ${where} limit ${sql.raw(String(limit))}`,
  };
}

/**
 * By seller, operator or status: the newest of each combination that the shop has, put together. `orders_shop_sale_idx` has every
 * combination's orders by time; the combinations of seller and operator are found by stepping from one to the next in it.
 */
function bySale(filter: OrderFilter, time: readonly SQL[], beyond: SQL | null): Pick<OrderIds, "rows" | "count"> {
  const inSale = join([
    ...ofShop(),
    sql`o.staff_id = s.staff_id and o.operator = s.operator and o.status = t.status`,
    ...time,
  ]);
  const statuses =
    filter.status === undefined ? sql`enum_range(null::order_status)` : sql`array[${given("status", "order_status")}]`;
  const from = sql`(${pairsOf(filter)}) s cross join unnest(${statuses}) as t (status) cross join lateral`;
  return {
    rows(limit) {
      const most = sql.raw(`limit ${limit}`);
      const page = beyond === null ? inSale : sql`${inSale} and ${beyond}`;
      return sql`select p.id, p.placed_at from ${from}
        (select o.id, o.placed_at from orders o where ${page} ${NEWEST} ${most}) p
        order by p.placed_at desc, p.id desc ${most}`;
    },
    count(limit) {
      const most = sql.raw(`limit ${limit}`);
      return sql`select from ${from} (select from orders o where ${inSale} ${most}) p ${most}`;
    },
  };
}

/** The sellers of a shop, each with the operators of which they have sold something, within the filter. */
function pairsOf({ staffId, operator }: OrderFilter): SQL {
  if (staffId !== undefined && operator !== undefined) {
    return sql`select ${given("staffId", "integer")} as staff_id, ${given("operator", "text")} as operator`;
  }
  const own = join([...ofShop(), ...(staffId === undefined ? [] : [sql`o.staff_id = ${given("staffId", "integer")}`])]);
  // A seller who is given stands before the operator in the index; compared together, the step would begin at the seller's first sale.
  const step =
    staffId === undefined
      ? sql`(o.staff_id, o.operator) > (pair.staff_id, pair.operator)`
      : sql`o.operator > pair.operator`;
  const first = sql.raw("order by o.staff_id, o.operator limit 1");
  return sql`
    with recursive pair as (
      (select o.staff_id, o.operator from orders o where ${own} ${first})
      union all
      select next.staff_id, next.operator from pair cross join lateral (
        select o.staff_id, o.operator from orders o
        where ${own} and ${step} ${first}) next
    )
    select staff_id, operator from pair ${operator === undefined ? sql`` : sql`where operator = ${given("operator", "text")}`}`;
}

/**
 * One order after the other, newest first, whether its number fits; so many of them, and the next page goes on from there. Which
 * orders is read from an index alone, and the number by the order's id: a planner that knows nothing of the shop would else find
 * it cheaper to sort all of it.
 */
function lookingThrough(
  filter: OrderFilter,
  isFiltered: boolean,
  time: readonly SQL[],
  beyond: SQL | null,
): Omit<OrderIds, "name"> {
  const most = isFiltered ? LOOKED_AT_FILTERED_MAX : LOOKED_AT_MAX;
  const look = (from: SQL | null) =>
    isFiltered ? bySale(filter, time, from) : ordered(join([...ofShop(), ...time]), from);
  const fitting = (looked: SQL) =>
    sql`(${looked}) w cross join lateral (select from orders n where n.id = w.id and ${digitsOf("n")} offset 0) n`;
  return {
    rows: (limit) => sql`select w.id, w.placed_at from ${fitting(look(beyond).rows(most))}
      order by w.placed_at desc, w.id desc limit ${sql.raw(String(limit))}`,
    count: (limit) => sql`select from ${fitting(look(null).rows(most))} limit ${sql.raw(String(limit))}`,
    end: sql`select w.id, w.placed_at from (${look(beyond).rows(most + 1)}) w
      order by w.placed_at desc, w.id desc offset ${sql.raw(String(most - 1))} limit 2`,
  };
}
