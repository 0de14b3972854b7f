-- What the reports count, folded from the facts: an event of an order whose money moved, and the ledger line that moved it.
--
-- How far the fold has come is a snapshot and not a number, as with the live line: an event that commits late with a lower
-- number is missed by neither the fold nor the reader. Whatever the cursor sees is in the cells, once; whatever it does not
-- see is added by whoever reads (`report_tail`). So a report is exact to the second, however far behind the fold may be.

insert into report_cursor (id, cursor) values (1, '1:1:') on conflict (id) do nothing;

-- How long an answer took, as a number of quarters of a factor of two above a quarter of a second: each bucket reaches 19 %
-- further than the one before, so its geometric middle is within 9.1 % of whatever fell into it. The last one, of more than
-- thirty days, is open.
create or replace function delay_bucket(p_ms double precision) returns integer language sql immutable as $$
  select greatest(0, least(93, floor(4 * ln(greatest(p_ms, 1) / 250::double precision) / ln(2::double precision))::integer))
$$;

-- Buckets as counts, one element a bucket from the first on; empty for none.
create or replace function count_buckets(p_buckets integer[]) returns integer[] language sql immutable as $$
  select coalesce(array_agg(coalesce(c.n, 0)::integer order by b.bucket), '{}')
  from generate_series(0, (select max(x) from unnest(p_buckets) x)) as b(bucket)
  left join (select x, count(*) as n from unnest(p_buckets) x group by x) c on c.x = b.bucket
$$;

create or replace function add_counts(p_one integer[], p_other integer[]) returns integer[] language sql immutable as $$
  select coalesce(array_agg(coalesce(one, 0) + coalesce(other, 0) order by n), '{}')
  from unnest(p_one, p_other) with ordinality as t(one, other, n)
$$;

-- The ledger lines of orders whose events the first snapshot does not see and the second (null: the asking statement's) does.
-- `flow` says what a line is:
--   sold        a hold: an order was placed          delivered   a settle
--   refunded, rejected, cancelled                    a release, by how the order ended
--   reversed    a reversal: a delivered order was taken back
-- The training book is no money of anybody's.
create or replace function report_facts(p_since pg_snapshot, p_until pg_snapshot, p_shop_id integer)
returns table (
  shop_id integer, transfer_id bigint, at timestamptz, day date, hour timestamptz, flow text, operator text, plan_code text,
  staff_id integer, face_centimes bigint, charge_centimes bigint, cost_centimes bigint, delay_bucket integer
) language sql stable as $$
  select o.shop_id, t.id, t.created_at, (t.created_at at time zone 'Africa/Algiers')::date,
    date_trunc('hour', t.created_at, 'UTC'), told.flow, o.operator, o.plan_code, o.staff_id,
    o.face_centimes, t.amount_centimes, o.cost_centimes,
    case when told.flow in ('delivered', 'refunded', 'rejected')
      then delay_bucket(extract(epoch from t.created_at - o.placed_at)::double precision * 1000) end
  from (
    select e.order_id,
      case when e.kind = 'placed' then 'sold' when e.kind = 'reversed' then 'reversed'
           when e.to_status = 'fulfilled' then 'delivered' else e.to_status::text end as flow
    from order_events e
    where e.tx >= pg_snapshot_xmin(p_since)
      and not pg_visible_in_snapshot(e.tx, p_since) and (p_until is null or pg_visible_in_snapshot(e.tx, p_until))
      and (p_shop_id is null or e.shop_id = p_shop_id)
      and (e.kind in ('placed', 'reversed')
        or e.from_status <> e.to_status and e.to_status in ('fulfilled', 'refunded', 'rejected', 'cancelled'))
  ) told
  join orders o on o.id = told.order_id and o.book = 'live'
  join transfers t on t.order_id = o.id and t.kind =
    case told.flow when 'sold' then 'hold' when 'delivered' then 'settle' when 'reversed' then 'reversal' else 'release' end
$$;

-- Along which dimensions a line is counted, and under which key of each.
create or replace function report_parts(p_operator text, p_plan_code text, p_staff_id integer, p_at timestamptz)
returns table (part text, key text) language sql stable as $$
  values ('totals', ''), ('operators', p_operator), ('plans', p_plan_code), ('sellers', p_staff_id::text),
    ('hours', extract(hour from p_at at time zone 'Africa/Algiers')::integer::text)
$$;

-- The cursor, unless it comes from another database's life (a dump restored elsewhere): there it says nothing.
create or replace function known_report_cursor() returns pg_snapshot language sql stable as $$
  select c.cursor::pg_snapshot from report_cursor c
  where c.id = 1 and pg_snapshot_xmax(c.cursor::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
$$;

-- What of a shop is not in the cells yet: a tick's worth of sales when all is well. The planner knows nothing of transaction
-- ids and would read whole tables for it.
create or replace function report_tail(p_shop_id integer)
returns table (
  shop_id integer, transfer_id bigint, at timestamptz, day date, hour timestamptz, flow text, operator text, plan_code text,
  staff_id integer, face_centimes bigint, charge_centimes bigint, cost_centimes bigint, delay_bucket integer
) language plpgsql stable rows 50 set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  -- Stable: the snapshot is the asking statement's, for the cells that it reads beside this and for what is told here.
  v_since pg_snapshot := coalesce(known_report_cursor(), '1:1:');
begin
  return query select * from report_facts(v_since, null, p_shop_id);
end
$$;

-- Takes the events that have become visible since the cursor into the cells, those of about p_events_max at most, and moves
-- the cursor behind them, all in one transaction: whoever dies in between has done nothing. Returns how many ledger lines it
-- took; -1 while another instance is at it; `is_done` is false when there is more to take.
create or replace function fold_reports(p_events_max integer, out folded integer, out is_done boolean) language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_since pg_snapshot;
  v_now pg_snapshot;
  v_until pg_snapshot;
  v_end bigint;
begin
  perform 1 from report_cursor where id = 1 for update skip locked;
  if not found then folded := -1; is_done := true; return; end if;
  v_since := known_report_cursor();
  if v_since is null then
    perform restart_reports();
    v_since := '1:1:';
  end if;
  v_now := pg_current_snapshot();

  -- The batch ends with a whole transaction: a cursor cannot stand in the middle of one.
  select e.tx::text::bigint + 1 into v_end from order_events e
    where e.tx >= pg_snapshot_xmax(v_since) order by e.tx offset p_events_max - 1 limit 1;
  is_done := v_end is null or v_end >= pg_snapshot_xmax(v_now)::text::bigint;
  if is_done then
    v_until := v_now;
  else
    -- The present snapshot, cut off at that transaction: those below it that are still open stay open in it.
    select format('%s:%s:%s', coalesce(min(x.id), v_end), v_end, coalesce(string_agg(x.id::text, ',' order by x.id), ''))::pg_snapshot
      into v_until
      from (select xip::text::bigint as id from pg_snapshot_xip(v_now) xip) x where x.id < v_end;
  end if;

  with facts as materialized (
    select * from report_facts(v_since, v_until, null)
  ),
  cells as (
    insert into report_cells as d (shop_id, grain, part, day, flow, key, operator, orders, face_centimes, charge_centimes, delays,
      cost_centimes, uncosted_orders, uncosted_charge_centimes, first_transfer_id, last_transfer_id)
    select f.shop_id, span.grain, along.part, span.day, f.flow, along.key,
      case when along.part in ('operators', 'plans') then max(f.operator) else '' end,
      count(*), sum(f.face_centimes), sum(f.charge_centimes),
      -- Only operators are measured by how fast they answer.
      case when along.part = 'operators'
        then count_buckets(array_agg(f.delay_bucket) filter (where f.delay_bucket is not null)) else '{}' end,
      coalesce(sum(f.cost_centimes), 0), count(*) filter (where f.cost_centimes is null),
      coalesce(sum(f.charge_centimes) filter (where f.cost_centimes is null), 0), min(f.transfer_id), max(f.transfer_id)
    from facts f
    cross join lateral report_parts(f.operator, f.plan_code, f.staff_id, f.at) along
    cross join lateral (values ('day', f.day), ('month', date_trunc('month', f.day::timestamp)::date)) as span(grain, day)
    group by f.shop_id, span.grain, along.part, span.day, f.flow, along.key
    on conflict (shop_id, grain, part, day, flow, key) do update set
      orders = d.orders + excluded.orders, face_centimes = d.face_centimes + excluded.face_centimes,
      charge_centimes = d.charge_centimes + excluded.charge_centimes, delays = add_counts(d.delays, excluded.delays),
      cost_centimes = d.cost_centimes + excluded.cost_centimes,
      uncosted_orders = d.uncosted_orders + excluded.uncosted_orders,
      uncosted_charge_centimes = d.uncosted_charge_centimes + excluded.uncosted_charge_centimes,
      first_transfer_id = least(d.first_transfer_id, excluded.first_transfer_id),
      last_transfer_id = greatest(d.last_transfer_id, excluded.last_transfer_id)
  ),
  hours as (
    insert into report_hours as h (shop_id, hour, flow, operator, orders, face_centimes, charge_centimes, delays)
    select f.shop_id, f.hour, f.flow, f.operator, count(*), sum(f.face_centimes), sum(f.charge_centimes),
      count_buckets(array_agg(f.delay_bucket) filter (where f.delay_bucket is not null))
    from facts f group by f.shop_id, f.hour, f.flow, f.operator
    on conflict (shop_id, hour, flow, operator) do update set
      orders = h.orders + excluded.orders, face_centimes = h.face_centimes + excluded.face_centimes,
      charge_centimes = h.charge_centimes + excluded.charge_centimes, delays = add_counts(h.delays, excluded.delays)
  )
  select count(*) into folded from facts;
  update report_cursor set cursor = v_until::text, folded_at = clock_timestamp() where id = 1;
end
$$;

-- Forgets every cell, so that the next folds make them anew from the first event on. Meanwhile readers count everything from
-- the facts: slow, and exact.
create or replace function restart_reports() returns void language plpgsql as $$
begin
  perform 1 from report_cursor where id = 1 for update;
  delete from report_cells;
  delete from report_hours;
  update report_cursor set cursor = '1:1:' where id = 1;
end
$$;
