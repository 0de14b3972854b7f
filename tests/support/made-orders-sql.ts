import type { MadeSize } from "./made-orders";

/** A year of trade that ends now. */
const SPAN = "interval '365 days'";
/** People behind the counter of the first shop, and of each other; the last one of a shop hardly ever sells. */
const HOT_SELLERS = 12;
const SELLERS = 3;

type Step = readonly [status: string, isByPeople: boolean, step: number, kind: string, from: string | null, to: string];

/** What an order of each status has been through. */
const STEPS: readonly Step[] = [
  ...["queued", "sending", "pending", "uncertain", "fulfilled", "refunded", "rejected", "cancelled"].flatMap((status) =>
    [false, true].map((isByPeople): Step => [status, isByPeople, 0, "placed", null, "queued"]),
  ),
  ...["sending", "pending", "uncertain", "fulfilled", "refunded", "rejected"].flatMap((status) =>
    [false, true].map((isByPeople): Step => [status, isByPeople, 1, "sending", "queued", "sending"]),
  ),
  ["pending", false, 2, "accepted", "sending", "pending"],
  ["uncertain", false, 2, "overdue", "sending", "uncertain"],
  ["fulfilled", false, 2, "seen", "sending", "fulfilled"],
  ["refunded", false, 2, "seen", "sending", "refunded"],
  ["rejected", false, 2, "refused", "sending", "rejected"],
  ["fulfilled", true, 2, "overdue", "sending", "uncertain"],
  ["refunded", true, 2, "overdue", "sending", "uncertain"],
  ["fulfilled", true, 3, "verdict", "uncertain", "fulfilled"],
  ["refunded", true, 3, "verdict", "uncertain", "refunded"],
  ["cancelled", false, 1, "cancel", "queued", "cancelled"],
];

/** Shops with their people and accounts, and the list of everything that will be written. */
export function stageStatements(size: MadeSize): string[] {
  const rest = size.orders - size.hotOrders;
  // Open orders are those of the last days; of few orders in all, of the last weeks.
  const recentShare = Math.max(0.004, (4 * size.inFlight) / size.orders);
  return [
    "select setseed(0.5)",
    `insert into plans (code, name, operator, kind, min_centimes, max_centimes, cost_ratio, is_enabled, position, seen_at)
      values ('PREPAID_MOBILIS', 'Mobilis prépayé', 'Mobilis', 'dynamic', 5000, 1000000, 0.97, true, 1, now()),
        ('PREPAID_DJEZZY', 'Djezzy prépayé', 'Djezzy', 'dynamic', 5000, 1000000, 0.97, true, 2, now()),
        ('PREPAID_OOREDOO', 'Ooredoo prépayé', 'Ooredoo', 'dynamic', 5000, 1000000, 0.97, true, 3, now()),
        ('PIXX_500', 'Pixx 500', 'Pixx', 'fixed', 50000, 50000, 0.97, true, 4, now())`,
    `insert into shops (name, default_charge_bp) select 'Made shop ' || k, 9800 from generate_series(1, ${size.shops}) k`,
    `insert into staff (shop_id, user_name, display_name, password_hash, role)
      values (null, 'made-operator', 'Operator', '-', 'operator')`,
    `insert into staff (shop_id, user_name, display_name, password_hash, role)
      select s.id, 'made-' || s.id || '-' || n, 'Seller ' || n, '-', case n when 1 then 'owner' else 'cashier' end
      from shops s cross join lateral generate_series(1,
        case when s.id = (select min(id) from shops) then ${HOT_SELLERS} else ${SELLERS} end) n order by s.id, n`,
    `insert into accounts (shop_id, book, kind, floor_centimes)
      select s.id, book, kind, case when kind = 'funding' then null else 0 end
      from shops s, unnest(array['live', 'training']) book, unnest(array['float', 'held', 'sold', 'funding']) kind order by s.id`,
    `create unlogged table made_shops as
      with harmonic as (select sum(1.0 / k) as total from generate_series(2, ${size.shops}) k),
      shared as (select k, case when k = 1 then ${size.hotOrders} else floor(${rest} * (1.0 / k) / total)::integer end as orders
        from generate_series(1, ${size.shops}) k, harmonic)
      select k, s.id as shop_id,
        orders + case when k = 2 then ${size.orders} - sum(orders) over () else 0 end::integer as orders,
        (select min(id) from staff where shop_id = s.id) as first_staff_id,
        case when k = 1 then ${HOT_SELLERS} else ${SELLERS} end as sellers, null::bigint as deposit,
        ${["float", "held", "sold", "funding"]
          .map(
            (kind) =>
              `(select id from accounts a where shop_id = s.id and book = 'live' and kind = '${kind}') as ${kind}_id`,
          )
          .join(", ")}
      from shared join (select id, row_number() over (order by id) as k from shops) s using (k)`,
    `create unlogged table made as ${listMade(size, recentShare)}`,
  ];
}

/**
 * One row an order, in the order of time, with the money of its shop before and after it. Whoever was placed before has been
 * settled or given back by then, unless it is open still.
 */
function listMade({ orders, inFlight, late, byPeople }: MadeSize, recentShare: number): string {
  return `
    with sold as (
      select s.*, j, date_trunc('milliseconds', now() - ${SPAN} * (1 - (j - 0.5 + (random() - 0.5)) / s.orders)) as placed_at,
        random() as status_at, random() as fate_at, random() as seller_at, random() as late_at, random() as plan_at,
        -- A shop's customers come a dozen times on average, some of them much more often.
        floor(power(random(), 2) * (s.orders / 12 + 1))::bigint as customer
      from made_shops s cross join lateral generate_series(1, s.orders) j
    ),
    called as (
      select *, ((k * 7919::bigint + customer) * 2654435761) % 1000000000 as h from sold
    ),
    fated as (
      select *, case
          when placed_at > now() - ${SPAN} * ${recentShare} and fate_at < ${inFlight / (orders * recentShare)} then
            (array['queued', 'sending', 'pending', 'uncertain'])[1 + floor(4 * fate_at / ${inFlight / (orders * recentShare)})::integer]
          when status_at < 0.955 then 'fulfilled' when status_at < 0.985 then 'refunded'
          when status_at < 0.993 then 'rejected' else 'cancelled' end as status,
        (array[5000, 10000, 10000, 20000, 50000, 100000])[1 + h % 6]::bigint as face
      from called
    ),
    charged as (
      select *, face * 98 / 100 as charge, status in ('queued', 'sending', 'pending', 'uncertain') as is_open from fated
    ),
    summed as (
      select *, coalesce(sum(charge) filter (where status = 'fulfilled') over earlier, 0)::bigint as sold_before,
        coalesce(sum(charge) filter (where is_open) over earlier, 0)::bigint as held_before
      from charged window earlier as (partition by k order by j rows between unbounded preceding and 1 preceding)
    )
    select row_number() over (order by placed_at, k, j) as n, k::integer, shop_id, placed_at, status::order_status, face, charge, is_open,
      sold_before, held_before, uuidv7(placed_at - clock_timestamp()) as id,
      first_staff_id + case when seller_at < 0.00005 then sellers - 1 else floor((sellers - 1) * power(seller_at, 1.3))::integer end as staff_id,
      case when h % 100 < 45 then '06' || 5 + h % 5 when h % 100 < 80 then '07' || 7 + h % 3 else '05' || 4 + h % 3 end
        || lpad(((h / 100) % 10000000)::text, 7, '0') as msisdn,
      case when plan_at < 0.00005 then 'Pixx' when h % 100 < 45 then 'Mobilis' when h % 100 < 80 then 'Djezzy' else 'Ooredoo' end as operator,
      status in ('fulfilled', 'refunded') and late_at < ${late / orders} as is_late,
      status in ('fulfilled', 'refunded') and late_at > ${1 - byPeople / orders} as is_by_people
    from summed order by n`;
}

/** The statements that turn the list into rows, by the session that runs them. */
export function writeStatements() {
  const keepOrder = ["set synchronize_seqscans = off", "set max_parallel_workers_per_gather = 0"];
  return {
    orders: [...keepOrder, INSERT_ORDERS],
    transfers: [...keepOrder, INSERT_DEPOSITS, INSERT_TRANSFERS, UPDATE_ACCOUNTS],
    events: [INSERT_EVENTS],
    rest: [INSERT_LATE_RESULTS, INSERT_VERDICTS],
  };
}

const TOPUP_ID = "lpad(to_hex(extract(epoch from m.placed_at)::bigint), 8, '0') || lpad(to_hex(m.n), 16, '0')";
const FINISHED_AT =
  "m.placed_at + case when m.is_late or m.is_by_people then interval '20 minutes' else interval '4 seconds' + interval '1 second' * (m.n % 25) end";

const INSERT_ORDERS = `
  insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes, cost_centimes,
    placed_at, status, due_at, send_count, doubt_count, look_count, last_sent_at, last_look_at, last_answer, topup_id, topup_ref,
    provider_status, provider_charged_centimes, refund_message, suggested_offers, refusal_code, refusal_message, finished_at,
    verdict_at, look_back_at, version)
  select m.id, m.shop_id, 'live', m.staff_id, m.msisdn, m.operator,
    case m.operator when 'Pixx' then 'PIXX_500' else 'PREPAID_' || upper(m.operator) end,
    case m.operator when 'Pixx' then 'Pixx 500' else m.operator || ' prépayé' end, m.face, m.charge, m.face * 97 / 100, m.placed_at, m.status,
    case when m.is_open then greatest(m.placed_at, now()) + interval '1 second' * (m.n % 60) end,
    case when is_sent then 1 else 0 end, case when m.status = 'sending' then 1 else 0 end, case when is_seen then 1 else 0 end,
    case when is_sent then m.placed_at + interval '300 milliseconds' end, case when is_seen then m.placed_at + interval '4 seconds' end,
    case when m.status = 'rejected' then 'refused' when is_sent then 'accepted' end,
    case when is_seen then ${TOPUP_ID} end, case when is_seen then 'TOPUP-' || m.n end,
    case when is_seen then case m.status when 'fulfilled' then 'FULFILLED' when 'refunded' then 'REFUNDED' else 'PENDING' end end,
    case m.status when 'fulfilled' then m.face * 97 / 100 when 'refunded' then 0 end,
    case m.status when 'refunded' then 'عذرا، لا يمكن تعبئة هذا الرقم حاليا. الرجاء المحاولة لاحقا' end,
    case when m.status = 'refunded' and m.n % 2 = 0
      then '[{"name": "Pixx 500", "planCode": "PIXX_500", "amountDinars": 500}]'::jsonb end,
    case m.status when 'rejected' then 'INVALID_PHONE' end, case m.status when 'rejected' then 'The phone number is not valid' end,
    case when not m.is_open then ${FINISHED_AT} end, case when m.is_by_people then ${FINISHED_AT} end,
    case when m.status in ('fulfilled', 'refunded') then (
      select min(ahead) from unnest(array[1, 3, 7]) d, lateral (select m.placed_at + interval '1 day' * d as ahead) a where ahead > now()) end,
    case when m.status = 'queued' then 1 when m.status in ('sending', 'cancelled') then 2 when m.is_by_people then 4 else 3 end
  from (select *, status not in ('queued', 'cancelled') as is_sent,
      status in ('pending', 'uncertain', 'fulfilled', 'refunded') as is_seen from made) m`;

const INSERT_EVENTS = `
  insert into order_events (id, shop_id, order_id, kind, from_status, to_status, staff_id, detail, created_at, tx) overriding system value
  select m.n * 4 - 3 + e.step, m.shop_id, m.id, e.kind, e.from_status, e.to_status,
    case when e.kind in ('placed', 'cancel') then m.staff_id end,
    case e.kind when 'sending' then '{"attempt": 1}'::jsonb
      when 'seen' then jsonb_build_object('answer', lower(m.status::text), 'topup_id', ${TOPUP_ID}, 'provider_status', upper(m.status::text))
      when 'accepted' then jsonb_build_object('answer', 'accepted', 'topup_id', ${TOPUP_ID})
      else '{}' end,
    case e.step when 0 then m.placed_at when 1 then m.placed_at + interval '300 milliseconds' else ${FINISHED_AT} end,
    -- Spread over the transactions that there have been, as if each had told of its share.
    (3 + m.n * (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 10) / (select count(*) from made))::text::xid8
  from made m join (values ${STEPS.map(
    ([status, isByPeople, step, kind, from, to]) =>
      `('${status}'::order_status, ${isByPeople}, ${step}, '${kind}', ${from === null ? "null" : `'${from}'`}::order_status, '${to}'::order_status)`,
  ).join(", ")}) as e (status, is_by_people, step, kind, from_status, to_status)
    on e.status = m.status and e.is_by_people = m.is_by_people`;

const INSERT_DEPOSITS = `
  with paid as materialized (select s.k, s.shop_id, s.float_id, s.funding_id, 1000000000 + coalesce(t.total, 0)::bigint as deposit
    from made_shops s left join (select k, sum(charge) as total from made group by k) t using (k)),
  noted as (update made_shops s set deposit = paid.deposit from paid where paid.k = s.k)
  insert into transfers (id, shop_id, kind, from_account_id, to_account_id, amount_centimes, from_balance_centimes, to_balance_centimes,
    request_id, reason, created_at) overriding system value
  select k, shop_id, 'deposit', funding_id, float_id, deposit, -deposit, deposit, gen_random_uuid(), 'opening balance', now() - ${SPAN} * 1.1
  from paid order by k`;

const INSERT_TRANSFERS = `
  insert into transfers (id, shop_id, kind, from_account_id, to_account_id, amount_centimes, from_balance_centimes, to_balance_centimes,
    order_id, staff_id, created_at) overriding system value
  select (select count(*) from made_shops) + m.n * 2 - 1 + t.step, m.shop_id,
    case when t.step = 0 then 'hold' when m.status = 'fulfilled' then 'settle' else 'release' end,
    case when t.step = 0 then s.float_id else s.held_id end,
    case when t.step = 0 then s.held_id when m.status = 'fulfilled' then s.sold_id else s.float_id end, m.charge,
    case when t.step = 0 then s.deposit - m.sold_before - m.held_before - m.charge else m.held_before end,
    case when t.step = 0 then m.held_before + m.charge when m.status = 'fulfilled' then m.sold_before + m.charge
      else s.deposit - m.sold_before - m.held_before end,
    m.id, case when t.step = 0 then m.staff_id end, case when t.step = 0 then m.placed_at else ${FINISHED_AT} end
  from made m join made_shops s using (k) join (values (0), (1)) t (step) on t.step = 0 or not m.is_open`;

const UPDATE_ACCOUNTS = `
  update accounts a set balance_centimes = case a.kind when 'funding' then -s.deposit when 'held' then coalesce(t.held, 0)
    when 'sold' then coalesce(t.sold, 0) else s.deposit - coalesce(t.held, 0) - coalesce(t.sold, 0) end
  from made_shops s left join (
    select k, sum(charge) filter (where is_open) as held, sum(charge) filter (where status = 'fulfilled') as sold from made group by k) t using (k)
  where a.shop_id = s.shop_id and a.book = 'live'`;

const INSERT_LATE_RESULTS = `
  insert into late_results (shop_id, order_id, kind, said, cash_centimes, created_at, closed_at, closed_by)
  select shop_id, id, case status when 'fulfilled' then 'delivered_late' else 'refunded_late' end, upper(status::text),
    case status when 'fulfilled' then 0 else face end, placed_at + interval '20 minutes',
    case when n % 10 > 0 then placed_at + interval '1 hour' end, case when n % 10 > 0 then staff_id end
  from made where is_late order by n`;

const INSERT_VERDICTS = `
  insert into verdicts (shop_id, order_id, staff_id, is_operator, voices_needed, said, reason, evidence, created_at)
  select shop_id, id, (select id from staff where role = 'operator' order by id limit 1), true, 1,
    case status when 'fulfilled' then 'delivered' else 'not_delivered' end, 'the customer was asked', 'a text message', placed_at
  from made where is_by_people order by n`;

export function settleStatements(): string[] {
  return [
    "drop table made, made_shops",
    ...["order_events", "transfers"].map(
      (table) => `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`,
    ),
  ];
}
