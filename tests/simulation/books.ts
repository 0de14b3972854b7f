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
  /** What the provider should take for it, by the catalogue of the moment it was sold. */
  readonly cost: number;
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
        select id, shop_id, status, msisdn, plan_code, face_centimes as face, charge_centimes as charge,
          cost_centimes as cost, is_repeat,
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

/** Everything that comparing books may not touch, in one line. */
export async function readMoney(observer: postgres.Sql): Promise<string> {
  const [row] = await observer<{ money: string }[]>`
    select concat_ws(' ', (select count(*) from transfers), (select count(*) from order_events),
      (select md5(string_agg(concat(id, status, version, topup_id), ',' order by id)) from orders)) as money`;
  return row?.money ?? "";
}

/** The reconciliation that was begun last, as far as it has come. Centimes as whole numbers. */
export type Concluded = {
  readonly id: number;
  readonly isConcluded: boolean;
  readonly isWhole: boolean;
  /** From when on the provider's books are read. */
  readonly sinceMs: number;
  readonly balance: number;
  /** The statement without its rest. */
  readonly parts: number;
  readonly rest: number;
  readonly findings: readonly { readonly kind: string; readonly subject: string; readonly effect: number }[];
  readonly faultKinds: readonly string[];
};

/** Null when none was begun after that one. */
export async function readReckoning(observer: postgres.Sql, afterId: number): Promise<Concluded | null> {
  const [row] = await observer<{ run: string }[]>`
    select json_build_object('id', r.id, 'isConcluded', r.concluded_at is not null, 'isWhole', r.is_whole,
      'sinceMs', extract(epoch from r.since) * 1000,
      'balance', r.balance_centimes, 'rest', r.rest_centimes,
      'parts', r.opening_centimes + r.deposit_centimes + r.charged_centimes + r.refunded_centimes + r.under_way_centimes
        + r.rounding_centimes + r.named_centimes
        + (select coalesce(sum(m.value::bigint), 0) from jsonb_each_text(r.other_movements) m),
      'findings', (select coalesce(json_agg(json_build_object('kind', f.kind, 'subject', f.subject, 'effect', f.effect_centimes)
        order by f.id), '[]') from reconcile_findings f where f.last_run_id = r.id),
      'faultKinds', (select coalesce(json_agg(distinct f.kind), '[]') from reconcile_faults f where f.run_id = r.id))::text as run
    from reconcile_runs r where r.id > ${afterId} order by r.id desc limit 1`;
  return row === undefined ? null : (JSON.parse(row.run) as Concluded);
}

export type OverrideRow = {
  readonly shop_id: number;
  readonly plan_code: string;
  readonly created_ms: number;
  readonly until_ms: number;
};

/** Every word that a shop sells a paused plan all the same. */
export async function readOverrides(observer: postgres.Sql, shopIds: readonly number[]): Promise<OverrideRow[]> {
  return observer<OverrideRow[]>`
    select shop_id, plan_code, (extract(epoch from created_at) * 1000)::float8 as created_ms,
      (extract(epoch from until_at) * 1000)::float8 as until_ms
    from breaker_overrides where shop_id = any(${shopIds as number[]})`;
}
