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
--
-- Planned once a connection, like post_transfers and for its reasons. What is rare (a refusal, a float that is too low, an id that is
-- lost to another shop) has statements of its own, so that a sale like any other does not pay for it.
create or replace function place_orders(
  p_id uuid[], p_shop_id integer[], p_staff_id integer[], p_book text[], p_msisdn text[], p_plan_code text[],
  p_face bigint[], p_is_repeat boolean[], p_origin_order_id uuid[], p_now timestamptz
) returns table (
  n integer, code text, operator text, plan_name text, min_centimes bigint, max_centimes bigint,
  charge_centimes bigint, float_centimes bigint, held_centimes bigint,
  other_order_id uuid, other_placed_at timestamptz, placed_at timestamptz, due_at timestamptz
) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set enable_material = off
set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  -- Whole milliseconds: `placed_at` travels to browsers and comes back as the cursor of a page, which must lose nothing.
  v_now timestamptz := date_trunc('milliseconds', coalesce(p_now, clock_timestamp()));
  v_code text[]; v_operator text[]; v_plan_name text[]; v_min bigint[]; v_max bigint[]; v_cost bigint[];
  v_charge bigint[]; v_float bigint[]; v_held bigint[]; v_other uuid[]; v_other_at timestamptz[]; v_due timestamptz[];
  v_inserted uuid[];
begin
  perform 1 from accounts a
    where (a.shop_id, a.book) in (select t.shop_id, t.book from unnest(p_shop_id, p_book) as t(shop_id, book))
      and a.kind in ('float', 'held')
    order by a.id for no key update;

  -- `short`: the float cannot pay for it and for all before it. Decided below.
  select array_agg(coalesce(s.verdict, case when s.spent > s.float_start then 'short' else 'placed' end) order by s.n),
         array_agg(s.operator order by s.n), array_agg(s.plan_name order by s.n),
         array_agg(s.min_c order by s.n), array_agg(s.max_c order by s.n),
         array_agg(s.charge order by s.n), array_agg(s.cost order by s.n),
         array_agg(s.float_start - s.spent order by s.n), array_agg(s.held_start + s.spent order by s.n),
         array_agg(s.recent_id order by s.n), array_agg(s.recent_at order by s.n), array_agg(s.due_at order by s.n)
    into v_code, v_operator, v_plan_name, v_min, v_max, v_charge, v_cost, v_float, v_held, v_other, v_other_at, v_due
    from (
      select j.*, coalesce(sum(j.charge) filter (where j.verdict is null)
                             over (partition by j.shop_id, j.book order by j.n), 0)::bigint as spent
      from (
        select i.n, i.shop_id, i.book, p.operator, p.name as plan_name, p.min_centimes as min_c, p.max_centimes as max_c,
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
            when array_position(p_id, i.id) < i.n then 'again'
            when s.id is null or not s.is_active or f.id is null or h.id is null then 'shop_inactive'
            when p.code is null or not p.is_enabled or p.kind = 'getmenu' then 'plan_unavailable'
            when i.face not between p.min_centimes and p.max_centimes then 'amount_out_of_range'
            when i.is_repeat then null
            when recent.id is not null then 'duplicate_recent'
            -- The number alone first: that is quick, and nearly always enough.
            when array_position(p_msisdn, i.msisdn) < i.n and exists (
              select 1 from unnest(p_shop_id, p_book, p_msisdn, p_face) with ordinality as e(shop_id, book, msisdn, face, n)
              where e.n < i.n and e.shop_id = i.shop_id and e.book = i.book and e.msisdn = i.msisdn and e.face = i.face) then 'again'
          end as verdict
        from unnest(p_id, p_shop_id, p_book, p_msisdn, p_plan_code, p_face, p_is_repeat)
          with ordinality as i(id, shop_id, book, msisdn, plan_code, face, is_repeat, n)
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
      ) j
    ) s;

  if 'short' = any(v_code) then
    -- Judged in arrival order. From whoever first finds the float too low on, nothing is certain but this: who needs more than the
    -- room it left is refused as well, as long as nobody in between may have taken of it.
    with limited as (
      select t.*, max(t.float_left + t.charge) filter (where t.code = 'short') over (partition by t.shop_id, t.book order by t.n) as room
      from unnest(p_shop_id, p_book, v_code, v_charge, v_float, v_held) with ordinality
        as t(shop_id, book, code, charge, float_left, held_left, n)
    ),
    ranked as (
      select l.*, count(*) filter (where l.code = 'short' and l.charge <= l.room)
          over (partition by l.shop_id, l.book order by l.n rows between unbounded preceding and 1 preceding) as fitting_before
      from limited l
    )
    select array_agg(case when r.code <> 'short' then r.code
                          when r.charge > r.room and r.fitting_before = 0 then 'insufficient_balance' else 'again' end order by r.n),
           array_agg(case when r.code = 'short' then r.room else r.float_left end order by r.n),
           array_agg(case when r.code = 'short' then r.held_left + r.float_left - r.room else r.held_left end order by r.n)
      into v_code, v_float, v_held from ranked r;
  end if;

  if 'placed' = any(v_code) then
    with inserted as (
      insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
                          cost_centimes, is_repeat, origin_order_id, placed_at, status, due_at)
      select d.id, d.shop_id, d.book, d.staff_id, d.msisdn, d.operator, d.plan_code, d.plan_name, d.face, d.charge, d.cost, d.is_repeat,
        case when d.origin_order_id is not null
             then (select origin.id from orders origin where origin.id = d.origin_order_id and origin.shop_id = d.shop_id) end,
        v_now, 'queued', d.due_at
      from unnest(v_code, p_id, p_shop_id, p_book, p_staff_id, p_msisdn, v_operator, p_plan_code, v_plan_name, p_face, v_charge,
                  v_cost, p_is_repeat, p_origin_order_id, v_due)
        as d(code, id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face, charge,
             cost, is_repeat, origin_order_id, due_at)
      -- In the order of ids, not of arrival: of two batches with the same ids one waits for the other, never both.
      where d.code = 'placed' order by d.id
      on conflict (id) do nothing
      returning id, shop_id, staff_id
    ),
    told as (
      insert into order_events (shop_id, order_id, kind, to_status, staff_id, detail, created_at)
      select shop_id, id, 'placed', 'queued', staff_id, '{}', v_now from inserted
      returning order_id
    )
    select coalesce(array_agg(order_id), '{}') into v_inserted from told;

    if cardinality(v_inserted) < cardinality(array_positions(v_code, 'placed')) then
      -- An id that another shop took while we waited for it is judged again, and so is whoever was found too poor on its account.
      select array_agg(case when l.is_lost or l.code = 'insufficient_balance' and l.has_lost then 'again' else l.code end order by l.n)
        into v_code
        from (
          select t.*, bool_or(t.is_lost) over (partition by t.shop_id, t.book) as has_lost
          from (
            select u.*, u.code = 'placed' and u.id <> all(v_inserted) as is_lost
            from unnest(p_id, p_shop_id, p_book, v_code) with ordinality as u(id, shop_id, book, code, n)) t) l;
    end if;
  end if;

  if 'placed' = any(v_code) then
    perform post_transfers(
      array_agg(t.shop_id order by t.n), array_agg(t.book order by t.n), array_agg('hold'::text order by t.n),
      array_agg(t.charge order by t.n), array_agg(t.id order by t.n), array_agg(null::uuid order by t.n),
      array_agg(t.staff_id order by t.n), array_agg(null::text order by t.n), v_now, true)
    from unnest(v_code, p_shop_id, p_book, v_charge, p_id, p_staff_id) with ordinality
      as t(code, shop_id, book, charge, id, staff_id, n)
    where t.code = 'placed';
    perform pg_notify('rasid_live', '');
  end if;

  return query
    select t.n::integer, t.code, t.operator, t.plan_name, t.min_c, t.max_c, t.charge, t.float_c, t.held_c,
           t.other_id, t.other_at, v_now, t.due_at
    from unnest(v_code, v_operator, v_plan_name, v_min, v_max, v_charge, v_float, v_held, v_other, v_other_at, v_due)
      with ordinality as t(code, operator, plan_name, min_c, max_c, charge, float_c, held_c, other_id, other_at, due_at, n);
end
$$;
