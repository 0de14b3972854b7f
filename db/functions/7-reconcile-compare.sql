-- What a walk has brought, beside our orders: which order is whose, what its lines say, and every difference by its name.
-- Reads alone.

-- Whether the provider's list (or account) around an instant was read whole, so that an absence in it proves something.
create or replace function is_reconcile_walked(p_account text, p_source text, p_at timestamptz) returns boolean
language sql stable as $$
  select exists (select 1 from reconcile_windows w join reconcile_runs r on r.id = w.run_id
    where r.account = p_account and w.source = p_source and w.is_whole and p_at between w.opens_at and w.closes_at)
$$;

-- The last line that this balance had behind it. Lines and balance are two readings of an account that may be in use: among the
-- lines around the instant of the balance, the last one that left exactly this balance; else simply the last one before it.
create or replace function find_reconcile_cut(p_account text, p_balance bigint, p_at timestamptz)
returns table (cut_at timestamptz, cut_id text) language sql stable as $$
  (select l.at, l.line_id from provider_lines l
    where l.account = p_account and l.at between p_at - interval '2 minutes' and p_at + interval '2 minutes'
      and l.new_balance_centimes = p_balance
    order by l.at desc, l.line_id desc limit 1)
  union all
  (select l.at, l.line_id from provider_lines l where l.account = p_account and l.at <= p_at
    order by l.at desc, l.line_id desc limit 1)
  limit 1
$$;

-- The orders that this account has to answer for: none that was sold before its books begin for us, or through another account.
create or replace function list_reconciled_orders(p_run_id integer) returns setof orders language sql stable as $$
  select o.* from reconcile_runs r join orders o on o.book = 'live' and o.placed_at >= r.since
  where r.id = p_run_id
    and not exists (select 1 from provider_orders p where p.topup_id = o.topup_id and p.account <> r.account)
$$;

-- Which order of ours an order of the provider's is: the one that bears its id, else the one that its reference names.
create or replace function list_reconcile_matches(p_run_id integer) returns table (topup_id text, order_id uuid)
language sql stable as $$
  with ours as materialized (select o.id, o.topup_id from list_reconciled_orders(p_run_id) o)
  select distinct on (m.topup_id) m.topup_id, m.order_id from (
    select o.topup_id, o.id as order_id, 1 as rank from ours o where o.topup_id is not null
    union all
    select p.topup_id, o.id, 2 from reconcile_runs r join provider_orders p on p.account = r.account
      join ours o on o.id = p.ref_order_id where r.id = p_run_id
  ) m order by m.topup_id, m.rank
$$;

-- Every order of ours with what the provider's account says of it.
--
-- `charges`: debits less credits. `due_charges`: how many our books expect, 1 for a delivered order and 0 for one whose money
-- went back. An order that is still open, or was until a moment ago, expects whatever there is so far; so does one whose
-- lines may be in a window that could not be read.
create or replace function list_reconcile_orders(p_run_id integer, p_cut_at timestamptz, p_cut_id text)
returns table (
  order_id uuid, shop_id integer, topup_id text, plan_code text, msisdn text, face_centimes bigint, at timestamptz, cost bigint,
  is_settled boolean, is_listed boolean, is_accepted boolean, provider_word text, provider_status text, listed_charge bigint,
  listed_face bigint, listed_sale text, debits integer, charges integer, due_charges integer, net bigint
) language sql stable as $$
  with run as (select r.* from reconcile_runs r where r.id = p_run_id),
  matches as materialized (select * from list_reconcile_matches(p_run_id)),
  ours as materialized (
    select o.*, o.status in ('fulfilled', 'refunded', 'rejected', 'cancelled')
        and greatest(o.last_sent_at, o.finished_at, o.reversed_at) <= run.balance_at - interval '5 minutes' as is_settled,
      o.status = 'fulfilled' and o.reversed_at is null as is_delivered
    from list_reconciled_orders(p_run_id) o, run
  ),
  moved as materialized (
    select m.order_id, sum(l.new_balance_centimes - l.old_balance_centimes)::bigint as net,
      count(*) filter (where l.new_balance_centimes < l.old_balance_centimes)::integer as debits,
      count(*) filter (where l.new_balance_centimes > l.old_balance_centimes)::integer as credits,
      min(l.old_balance_centimes - l.new_balance_centimes) filter (where l.new_balance_centimes < l.old_balance_centimes) as debit
    from run join provider_lines l on l.account = run.account and (l.at, l.line_id) <= (p_cut_at, p_cut_id)
    join matches m on m.topup_id = l.topup_id
    group by m.order_id
  ),
  listed as materialized (
    -- Of several orders of the provider's under one reference of ours, the one that we know.
    select distinct on (m.order_id) m.order_id, p.*
    from run join provider_orders p on p.account = run.account join matches m on m.topup_id = p.topup_id
    join ours o on o.id = m.order_id
    order by m.order_id, (p.topup_id = o.topup_id) desc nulls last, p.created_at
  )
  select o.id, o.shop_id, coalesce(o.topup_id, p.topup_id), o.plan_code, o.msisdn, o.face_centimes, coalesce(o.last_sent_at, o.placed_at),
    coalesce(o.cost_centimes, nullif(p.charged_centimes, 0), nullif(o.provider_charged_centimes, 0), m.debit, 0),
    o.is_settled, p.topup_id is not null, o.topup_id is not null or o.is_delivered, p.raw_status, p.status, p.charged_centimes,
    p.face_centimes, case when (p.plan_code, p.msisdn) <> (o.plan_code, o.msisdn) then p.plan_code || ' ' || p.msisdn end,
    coalesce(m.debits, 0), coalesce(m.debits - m.credits, 0),
    case
      when o.is_settled and o.is_delivered and (m.debits > 0
        or (p.topup_id is null and is_reconcile_walked(run.account, 'orders', coalesce(o.last_sent_at, o.placed_at)))
        or (p.topup_id is not null and is_reconcile_walked(run.account, 'lines', p.created_at))) then 1
      when o.is_settled and not o.is_delivered
        and is_reconcile_walked(run.account, 'lines', coalesce(o.reversed_at, o.finished_at)) then 0
      else least(1, greatest(0, coalesce(m.debits - m.credits, 0)))
    end,
    coalesce(m.net, 0)
  from run cross join ours o left join moved m on m.order_id = o.id left join listed p on p.order_id = o.id
$$;

-- The differences of one order, each with its effect on the balance; together they are the whole of what its lines differ from
-- what our books expect. A cent of rounding is none.
create or replace function list_order_findings(p_run_id integer, p_cut_at timestamptz, p_cut_id text)
returns table (
  kind text, order_id uuid, shop_id integer, topup_id text, plan_code text, msisdn text, at timestamptz,
  expected bigint, found bigint, effect bigint, note text
) language sql stable as $$
  with judged as materialized (
    select j.*, j.net + j.cost * j.charges as price_gap, j.listed_face <> j.face_centimes as is_other_face
    from list_reconcile_orders(p_run_id, p_cut_at, p_cut_id) j
    -- Nearly all orders are as they should be, and none of the names below fits one that is.
    where not (j.is_listed and j.charges = j.due_charges and j.net + j.cost * j.charges = 0 and j.listed_face = j.face_centimes
      and j.listed_sale is null and (j.charges = 0 or j.listed_charge = -j.net) and (j.charges = 0 or j.provider_status <> 'REFUNDED'))
      is true
  )
  select f.kind, j.order_id, j.shop_id, j.topup_id, j.plan_code, j.msisdn, j.at, f.expected, f.found, f.effect, f.note
  from judged j cross join (select r.account from reconcile_runs r where r.id = p_run_id) a cross join lateral (values
    ('missing_there', j.cost * j.due_charges, 0::bigint, case when j.due_charges = 1 and j.debits = 0 then j.cost else 0 end,
      null::text, j.is_settled and j.is_accepted and not j.is_listed and is_reconcile_walked(a.account, 'orders', j.at)),
    ('uncharged', j.cost, 0, j.cost, j.provider_word, j.due_charges = 1 and j.charges <= 0 and j.debits = 0 and j.is_listed),
    ('refunded_there', j.cost, 0, j.cost, j.provider_word, j.due_charges = 1 and j.charges <= 0 and j.debits > 0),
    ('refund_unpaid', 0, j.cost, case when j.due_charges = 0 then -j.cost else 0 end, j.provider_word,
      j.is_settled and j.charges >= 1 and j.provider_status = 'REFUNDED'),
    ('refunded_here', 0, j.cost, -j.cost, j.provider_word,
      j.due_charges = 0 and j.charges >= 1 and j.provider_status is distinct from 'REFUNDED'),
    ('charged_twice', j.cost, -j.net, -j.cost * (j.charges - 1), j.charges::text, j.charges >= 2),
    ('refunded_twice', 0, j.net, -j.cost * j.charges, (-j.charges)::text, j.charges < 0),
    ('amount_differs', j.face_centimes, j.listed_face, case when abs(j.price_gap) > 1 then j.price_gap else 0 end, null,
      j.is_other_face),
    ('charged_otherwise', j.cost * j.charges, -j.net, j.price_gap, null,
      abs(j.price_gap) > 1 and j.charges <> 0 and j.is_other_face is not true),
    ('refund_differs', 0, j.net, j.price_gap, null,
      abs(j.price_gap) > 1 and j.charges = 0 and j.is_other_face is not true),
    ('sale_differs', null, null, 0, j.listed_sale, j.listed_sale is not null),
    ('list_differs', -j.net, j.listed_charge, 0, null,
      j.charges = 1 and j.listed_charge <> -j.net and j.provider_status <> 'REFUNDED')
  ) as f(kind, expected, found, effect, note, is_so)
  where f.is_so
$$;

-- What the provider has and we do not: orders under no reference of ours, and top-up lines about no order that anybody knows.
-- A young one may be an order of ours whose answer is still on its way: it waits under way until it is old enough to be named.
create or replace function list_foreign_findings(p_run_id integer, p_cut_at timestamptz, p_cut_id text)
returns table (
  kind text, subject text, topup_id text, plan_code text, msisdn text, at timestamptz, expected bigint, found bigint, effect bigint, note text,
  is_young boolean
) language sql stable as $$
  with run as (select r.*, r.balance_at - interval '5 minutes' as young_from from reconcile_runs r where r.id = p_run_id),
  matches as materialized (select * from list_reconcile_matches(p_run_id)),
  lines as materialized (
    select l.*, l.new_balance_centimes - l.old_balance_centimes as delta from run join provider_lines l
      on l.account = run.account and (l.at, l.line_id) <= (p_cut_at, p_cut_id)
  )
  select 'missing_here', p.topup_id, p.topup_id, p.plan_code, p.msisdn, p.created_at, null::bigint, p.face_centimes,
    coalesce(moved.delta, 0), p.raw_status, p.created_at > run.young_from
  from run join provider_orders p on p.account = run.account
  left join (select l.topup_id, sum(l.delta)::bigint as delta from lines l group by l.topup_id) moved on moved.topup_id = p.topup_id
  where not exists (select 1 from matches m where m.topup_id = p.topup_id)
  union all
  select 'missing_here', coalesce(l.topup_id, l.line_id), l.topup_id, null, null, min(l.at), null, null, sum(l.delta)::bigint, min(l.kind),
    min(l.at) > run.young_from
  from run cross join lines l
  where l.kind ilike '%flexy%' and not exists (select 1 from matches m where m.topup_id = l.topup_id)
    and not exists (select 1 from provider_orders p where p.account = run.account and p.topup_id = l.topup_id)
  group by coalesce(l.topup_id, l.line_id), l.topup_id, run.young_from
  union all
  select 'line_differs', l.line_id, l.topup_id, null, null, l.at, l.amount_centimes, abs(l.delta), 0, l.kind, false
  from lines l where abs(l.delta) <> abs(l.amount_centimes)
$$;

-- Where the balance jumped without a line: every balance that a line left and no line took up, paired in time with one that a
-- line took up and none had left. Whatever the order of lines of the same moment, the jumps add up to the unexplained rest.
create or replace function list_balance_jumps(
  p_run_id integer, p_cut_at timestamptz, p_cut_id text, p_opening bigint
) returns table (n bigint, at timestamptz, left_at bigint, taken_up_at bigint) language sql stable as $$
  with run as (select r.* from reconcile_runs r where r.id = p_run_id),
  ends as (
    select l.new_balance_centimes as balance, 1 as sign, l.at from run join provider_lines l
      on l.account = run.account and (l.at, l.line_id) <= (p_cut_at, p_cut_id)
    union all
    select l.old_balance_centimes, -1, l.at from run join provider_lines l
      on l.account = run.account and (l.at, l.line_id) <= (p_cut_at, p_cut_id)
    union all select p_opening, 1, run.since from run
    union all select run.balance_centimes, -1, run.balance_at from run
  ),
  loose as (
    select e.balance, sum(e.sign) as surplus, max(e.at) filter (where e.sign = 1) as left_at, min(e.at) filter (where e.sign = -1) as taken_at
    from ends e group by e.balance having sum(e.sign) <> 0
  ),
  dropped as (
    select row_number() over (order by o.left_at, o.balance) as n, o.balance, o.left_at
    from loose o, generate_series(1, o.surplus) where o.surplus > 0
  ),
  found as (
    select row_number() over (order by o.taken_at, o.balance) as n, o.balance, o.taken_at
    from loose o, generate_series(1, -o.surplus) where o.surplus < 0
  )
  select d.n, f.taken_at, d.balance, f.balance from dropped d join found f on f.n = d.n
$$;
