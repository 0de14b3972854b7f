import type { Sql } from "@/db/types";

/** An invariant of the book and the rows that break it. */
export type AuditFinding = { readonly name: string; readonly rows: readonly Record<string, unknown>[] };

/** More rows than this of one finding add nothing to what the first ones say. */
const ROWS_PER_FINDING_MAX = 20;

/**
 * Every invariant of the money, each a query that returns nothing on a healthy book.
 * Each is one statement, so it sees one consistent moment of a database that goes on working.
 */
const INVARIANTS: Readonly<Record<string, string>> = {
  "an account's balance is the sum of its transfers": `
    select a.id, a.shop_id, a.book, a.kind, a.balance_centimes, coalesce(t.total, 0) as transfers_total
    from accounts a
    left join (
      select account_id, sum(delta) as total from (
        select to_account_id as account_id, amount_centimes as delta from transfers
        union all select from_account_id, -amount_centimes from transfers) moves
      group by account_id) t on t.account_id = a.id
    where a.balance_centimes <> coalesce(t.total, 0)`,
  "no account is below its floor": `
    select id, shop_id, book, kind, balance_centimes, floor_centimes from accounts where balance_centimes < floor_centimes`,
  "money is neither made nor lost: the accounts of a book sum to zero": `
    select shop_id, book, sum(balance_centimes) as total from accounts group by shop_id, book having sum(balance_centimes) <> 0`,
  "a transfer stays in one shop and one book": `
    select t.id from transfers t
    join accounts f on f.id = t.from_account_id join accounts g on g.id = t.to_account_id
    left join orders o on o.id = t.order_id
    where f.shop_id <> t.shop_id or g.shop_id <> t.shop_id or f.book <> g.book
       or (o.id is not null and (o.shop_id <> t.shop_id or o.book <> f.book))`,
  "the balance after each transfer follows from the one before": `
    select id, account_id, before, delta, after from (
      select id, account_id, delta, after, lag(after, 1, 0::bigint) over (partition by account_id order by id) as before from (
        select id, to_account_id as account_id, amount_centimes as delta, to_balance_centimes as after from transfers
        union all select id, from_account_id, -amount_centimes, from_balance_centimes from transfers) moves) chain
    where before + delta <> after`,
  "held money is the sum of the orders in flight": `
    select a.shop_id, a.book, a.balance_centimes, coalesce(o.total, 0) as in_flight from accounts a
    left join (select shop_id, book, sum(charge_centimes) as total from orders
               where status in ('queued', 'sending', 'pending', 'handling', 'uncertain') group by shop_id, book) o
      on o.shop_id = a.shop_id and o.book = a.book
    where a.kind = 'held' and a.balance_centimes <> coalesce(o.total, 0)`,
  "sold money is the sum of the orders delivered and not taken back": `
    select a.shop_id, a.book, a.balance_centimes, coalesce(o.total, 0) as delivered from accounts a
    left join (select shop_id, book, sum(charge_centimes) as total from orders
               where status = 'fulfilled' and reversed_at is null group by shop_id, book) o
      on o.shop_id = a.shop_id and o.book = a.book
    where a.kind = 'sold' and a.balance_centimes <> coalesce(o.total, 0)`,
  "an order has one hold, and the settle or release that its status says": `
    select o.id, o.status, o.reversed_at, t.kinds from orders o
    left join (select order_id, array_agg(kind order by id) as kinds from transfers where order_id is not null group by order_id) t
      on t.order_id = o.id
    where t.kinds is distinct from (case
      when o.status = 'fulfilled' and o.reversed_at is not null then array['hold', 'settle', 'reversal']
      when o.status = 'fulfilled' then array['hold', 'settle']
      when o.status in ('refunded', 'rejected', 'cancelled') then array['hold', 'release']
      else array['hold'] end)`,
  "a transfer joins the accounts of its kind": `
    select t.id, t.kind, f.kind as from_kind, g.kind as to_kind from transfers t
    join accounts f on f.id = t.from_account_id join accounts g on g.id = t.to_account_id
    where (t.kind, f.kind, g.kind) not in (('deposit', 'funding', 'float'), ('hold', 'float', 'held'), ('settle', 'held', 'sold'),
      ('release', 'held', 'float'), ('reversal', 'sold', 'float'))`,
  "a transfer of an order moves what the order was charged": `
    select t.id, t.order_id, t.amount_centimes, o.charge_centimes from transfers t join orders o on o.id = t.order_id
    where t.amount_centimes <> o.charge_centimes`,
  "every order begins with its event and every transition follows from the one before": `
    select o.id, o.status, e.id as event_id, e.from_status, e.to_status, e.before from orders o
    left join (
      select id, order_id, from_status, to_status,
        lag(to_status) over (partition by order_id order by id) as before,
        row_number() over (partition by order_id order by id desc) as from_last from order_events) e on e.order_id = o.id
    where e.id is null or e.from_status is distinct from e.before or (e.from_last = 1 and e.to_status <> o.status)`,
  "an order that people decided has the voices it needed, agreeing with what became of it": `
    select o.id, o.status, v.said, v.people, v.needed from orders o
    left join lateral (
      select array_agg(distinct said) as said, count(*) as people, max(voices_needed) filter (where is_last) as needed,
             bool_or(is_operator) as has_operator
      from (select distinct on (staff_id) staff_id, said, is_operator, voices_needed, id = max(id) over () as is_last
            from verdicts where order_id = o.id order by staff_id, id desc) latest) v on true
    where o.verdict_at is not null
      and (v.said is distinct from array[case o.status when 'fulfilled' then 'delivered' else 'not_delivered' end]
           or v.people < v.needed or not v.has_operator)`,
  "a delivered order that was taken back is in the inbox, with the cash of its face": `
    select o.id from orders o
    where o.reversed_at is not null and not exists (
      select 1 from late_results l where l.order_id = o.id and l.kind = 'reversed' and l.cash_centimes = o.face_centimes)`,
  "an entry of the inbox fits its order": `
    select l.id, l.order_id, l.kind, o.status from late_results l join orders o on o.id = l.order_id
    where l.shop_id <> o.shop_id
       or (l.kind = 'delivered_late' and o.status <> 'fulfilled')
       or (l.kind = 'refunded_late' and (o.status not in ('refunded', 'rejected') or l.cash_centimes <> o.face_centimes))
       or (l.kind = 'reversed' and o.reversed_at is null)`,
  "a final order waits for nothing": `
    select id, status, due_at, finished_at from orders
    where (status in ('fulfilled', 'refunded', 'rejected', 'cancelled')) <> (due_at is null)`,
};

/** Runs every invariant; returns those that speak, with at most twenty rows each. */
export async function auditLedger(sql: Pick<Sql, "unsafe">): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for (const [name, query] of Object.entries(INVARIANTS)) {
    const rows = await sql.unsafe(`select * from (${query}) finding limit ${ROWS_PER_FINDING_MAX}`);
    if (rows.length > 0) findings.push({ name, rows: rows.map((row) => ({ ...row })) });
  }
  return findings;
}
