-- Places a batch of orders, of which one is the common case, in one round trip: judge, insert, hold, tell.
--
-- The shops' money is locked first; everything after that sees what the previous holder committed, so the balance,
-- the replay and the guard against a second sale are judged on the truth and not on an older snapshot.
-- p_now is null in production (the database's clock, one for all instances) and the virtual clock in a simulation.
--
-- One row an order, in the order given, `code` one of:
--   placed                 inserted, money held
--   replayed               this id with this input was placed before
--   id_conflict            the id is taken, by other input or by another shop
--   shop_inactive          the shop is closed, suspended, or has no accounts
--   plan_unavailable       unknown, disabled, or not a plan that is sold
--   amount_out_of_range    min_centimes and max_centimes say the range
--   duplicate_recent       other_order_id, other_placed_at: same number and amount within the shop's window, or still open
--   insufficient_balance   charge_centimes against float_centimes
--   again                  depends on a neighbour of the same batch, or on another shop's order that came between: ask again
create or replace function place_orders(
  p_id uuid[], p_shop_id integer[], p_staff_id integer[], p_book text[], p_msisdn text[], p_plan_code text[],
  p_face bigint[], p_is_repeat boolean[], p_origin_order_id uuid[], p_now timestamptz
) returns table (
  n integer, code text, operator text, plan_name text, min_centimes bigint, max_centimes bigint,
  charge_centimes bigint, float_centimes bigint, held_centimes bigint,
  other_order_id uuid, other_placed_at timestamptz, placed_at timestamptz, due_at timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
  -- Whole milliseconds: `placed_at` travels to browsers and comes back as the cursor of a page, which must lose nothing.
  v_now timestamptz := date_trunc('milliseconds', coalesce(p_now, clock_timestamp()));
  v_code text[]; v_operator text[]; v_plan_name text[]; v_min bigint[]; v_max bigint[];
  v_charge bigint[]; v_float bigint[]; v_held bigint[]; v_other uuid[]; v_other_at timestamptz[]; v_due timestamptz[];
  v_placed integer[];
begin
  perform 1 from accounts a
    where (a.shop_id, a.book) in (select t.shop_id, t.book from unnest(p_shop_id, p_book) as t(shop_id, book))
    order by a.id for no key update;

  with input as materialized (
    select * from unnest(p_id, p_shop_id, p_staff_id, p_book, p_msisdn, p_plan_code, p_face, p_is_repeat, p_origin_order_id)
      with ordinality as t(id, shop_id, staff_id, book, msisdn, plan_code, face, is_repeat, origin_order_id, n)
  ),
  judged as materialized (
    select i.*, p.operator, p.name as plan_name, p.min_centimes as min_c, p.max_centimes as max_c,
      greatest(1, (i.face * coalesce(price.charge_bp, s.default_charge_bp) + 5000) / 10000) as charge,
      round(i.face * p.cost_ratio)::bigint as cost,
      f.balance_centimes as float_start, h.balance_centimes as held_start,
      v_now + make_interval(secs => s.grace_seconds) as due_at,
      recent.id as recent_id, recent.placed_at as recent_at,
      case
        when taken.id is not null then
          case when taken.shop_id = i.shop_id and taken.book = i.book and taken.msisdn = i.msisdn
                and taken.plan_code = i.plan_code and taken.face_centimes = i.face
               then 'replayed' else 'id_conflict' end
        when row_number() over (partition by i.id order by i.n) > 1 then 'again'
        when s.id is null or not s.is_active or f.id is null or h.id is null then 'shop_inactive'
        when p.code is null or not p.is_enabled or p.kind = 'getmenu' then 'plan_unavailable'
        when i.face not between p.min_centimes and p.max_centimes then 'amount_out_of_range'
        when i.is_repeat then null
        when recent.id is not null then 'duplicate_recent'
        when row_number() over (partition by i.shop_id, i.book, i.msisdn, i.face order by i.n) > 1 then 'again'
      end as verdict
    from input i
    left join shops s on s.id = i.shop_id
    left join accounts f on f.shop_id = i.shop_id and f.book = i.book and f.kind = 'float'
    left join accounts h on h.shop_id = i.shop_id and h.book = i.book and h.kind = 'held'
    left join plans p on p.code = i.plan_code
    left join shop_prices price on price.shop_id = i.shop_id and price.plan_code = i.plan_code
    left join orders taken on taken.id = i.id
    left join lateral (
      select o.id, o.placed_at from orders o
      where o.shop_id = i.shop_id and o.book = i.book and o.msisdn = i.msisdn and o.face_centimes = i.face
        and o.status not in ('refunded', 'rejected', 'cancelled')
        -- While the first one's fate is open a second may be one too many, however long ago it was sold.
        and (o.placed_at > v_now - make_interval(secs => s.repeat_window_seconds)
          or s.repeat_window_seconds > 0 and o.status <> 'fulfilled')
      order by o.placed_at desc limit 1
    ) recent on true
  ),
  summed as (
    select j.*,
      coalesce(sum(j.charge) filter (where j.verdict is null) over (partition by j.shop_id, j.book order by j.n), 0) as spent
    from judged j
  ),
  -- Judged in arrival order. From whoever first finds the float too low on, nothing is certain but this: who needs more than the
  -- room it left is refused as well, as long as nobody in between may have taken of it.
  limited as (
    select s.*, s.verdict is null and s.spent > s.float_start as is_short,
      max(s.float_start - s.spent + s.charge) filter (where s.verdict is null and s.spent > s.float_start)
        over (partition by s.shop_id, s.book order by s.n) as room
    from summed s
  ),
  ranked as (
    select l.*, count(*) filter (where l.is_short and l.charge <= l.room)
        over (partition by l.shop_id, l.book order by l.n rows between unbounded preceding and 1 preceding) as fitting_before
    from limited l
  ),
  decided as materialized (
    select r.*, case when r.verdict is not null then r.verdict when not r.is_short then 'placed'
                     when r.charge > r.room and r.fitting_before = 0 then 'insufficient_balance' else 'again' end as code,
      case when r.is_short then r.room else r.float_start - r.spent end as float_left
    from ranked r
  ),
  inserted as (
    insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
                        cost_centimes, is_repeat, origin_order_id, placed_at, status, due_at)
    select d.id, d.shop_id, d.book, d.staff_id, d.msisdn, d.operator, d.plan_code, d.plan_name, d.face, d.charge,
           d.cost, d.is_repeat, origin.id, v_now, 'queued', d.due_at
    from decided d
    left join orders origin on origin.id = d.origin_order_id and origin.shop_id = d.shop_id
    -- In the order of ids, not of arrival: of two batches with the same ids one waits for the other, never both.
    where d.code = 'placed' order by d.id
    on conflict (id) do nothing
    returning id, shop_id, staff_id
  ),
  told as (
    insert into order_events (shop_id, order_id, kind, to_status, staff_id, detail, created_at)
    select shop_id, id, 'placed', 'queued', staff_id, '{}', v_now from inserted
  )
  -- An id that another shop took while we waited for it is judged again, and so is whoever was found too poor on its account.
  select array_agg(case when d.code = 'placed' and i.id is null then 'again'
                        when d.code = 'insufficient_balance' and d.has_lost then 'again' else d.code end order by d.n),
         array_agg(d.operator order by d.n), array_agg(d.plan_name order by d.n),
         array_agg(d.min_c order by d.n), array_agg(d.max_c order by d.n), array_agg(d.charge order by d.n),
         array_agg(d.float_left order by d.n), array_agg(d.held_start + d.float_start - d.float_left order by d.n),
         array_agg(d.recent_id order by d.n), array_agg(d.recent_at order by d.n), array_agg(d.due_at order by d.n),
         array_agg(d.n::integer order by d.n) filter (where i.id is not null)
    into v_code, v_operator, v_plan_name, v_min, v_max, v_charge, v_float, v_held, v_other, v_other_at, v_due, v_placed
    from (
      select o.*, bool_or(o.code = 'placed' and w.id is null) over (partition by o.shop_id, o.book) as has_lost
      from decided o left join inserted w on w.id = o.id and o.code = 'placed') d
    left join inserted i on i.id = d.id and d.code = 'placed';

  if v_placed is not null then
    perform post_transfers(
      array_agg(p_shop_id[i] order by i), array_agg(p_book[i] order by i), array_agg('hold'::text),
      array_agg(v_charge[i] order by i), array_agg(p_id[i] order by i), array_agg(null::uuid),
      array_agg(p_staff_id[i] order by i), array_agg(null::text), v_now)
    from unnest(v_placed) as i;
    perform pg_notify('rasid_live', '');
  end if;

  return query
    select t.n::integer, t.code, t.operator, t.plan_name, t.min_c, t.max_c, t.charge, t.float_c, t.held_c,
           t.other_id, t.other_at, v_now, t.due_at
    from unnest(v_code, v_operator, v_plan_name, v_min, v_max, v_charge, v_float, v_held, v_other, v_other_at, v_due)
      with ordinality as t(code, operator, plan_name, min_c, max_c, charge, float_c, held_c, other_id, other_at, due_at, n);
end
$$;
