import type postgres from "postgres";

/** An order as the books have it, with the kinds of its transfers in their order. Centimes as whole numbers. */
export type BookedOrder = {
  readonly id: string;
  readonly shop_id: number;
  readonly status: string;
  readonly msisdn: string;
  readonly plan_code: string;
  readonly face: number;
  readonly charge: number;
  readonly is_repeat: boolean;
  readonly placed_ms: number;
  readonly finished_ms: number | null;
  readonly sent_ms: number | null;
  readonly due_ms: number | null;
  /** Its plan was paused in this run; while it still is, when the next probe of it may leave. */
  readonly was_paused: boolean;
  readonly probe_ms: number | null;
  readonly look_back_ms: number | null;
  /** People decided it, with how many voices on which side. */
  readonly by_people: boolean;
  readonly voices: readonly { readonly staff: number; readonly said: string; readonly is_operator: boolean }[];
  readonly reversed: boolean;
  readonly topup_id: string | null;
  readonly doubt_count: number;
  readonly refusal_code: string | null;
  readonly kinds: readonly string[];
  readonly alarms: number;
};

export type BookedAccount = {
  readonly shop_id: number;
  readonly kind: string;
  readonly balance: number;
  readonly floor: number | null;
};

export type Books = { readonly orders: readonly BookedOrder[]; readonly accounts: readonly BookedAccount[] };

/** One statement, so one moment: all orders and accounts of these shops. Read on a connection of the observer's own. */
export async function readBooks(observer: postgres.Sql, shopIds: readonly number[]): Promise<Books> {
  const [row] = await observer<{ books: string }[]>`
    select json_build_object(
      'orders', (select coalesce(json_agg(o order by o.id), '[]') from (
        select id, shop_id, status, msisdn, plan_code, face_centimes as face, charge_centimes as charge, is_repeat,
          (extract(epoch from placed_at) * 1000)::bigint as placed_ms,
          (extract(epoch from finished_at) * 1000)::bigint as finished_ms,
          (extract(epoch from last_sent_at) * 1000)::bigint as sent_ms,
          ceil(extract(epoch from due_at) * 1000)::bigint as due_ms,
          exists (select 1 from breakers b where b.subject in (orders.plan_code, orders.operator)) as was_paused,
          (select ceil(extract(epoch from min(b.probe_at)) * 1000)::bigint from breakers b
            where b.closed_at is null and b.subject in (orders.plan_code, orders.operator)) as probe_ms,
          ceil(extract(epoch from look_back_at) * 1000)::bigint as look_back_ms, verdict_at is not null as by_people,
          (select coalesce(json_agg(v), '[]') from (select distinct on (staff_id) staff_id as staff, said, is_operator
            from verdicts where order_id = orders.id order by staff_id, id desc) v) as voices,
          reversed_at is not null as reversed, topup_id, doubt_count, refusal_code,
          (select coalesce(array_agg(t.kind order by t.id), '{}') from transfers t where t.order_id = orders.id) as kinds,
          (select count(*) from order_events e where e.order_id = orders.id and e.kind = 'contradiction') as alarms
        from orders where shop_id = any(${shopIds as number[]})) o),
      'accounts', (select coalesce(json_agg(a), '[]') from (
        select shop_id, kind, balance_centimes as balance, floor_centimes as floor from accounts
        where shop_id = any(${shopIds as number[]}) and book = 'live' order by id) a))::text as books`;
  if (row === undefined) throw new Error("the books gave no answer");
  return JSON.parse(row.books) as Books;
}
