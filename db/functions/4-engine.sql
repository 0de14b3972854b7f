-- The engine's claims. A claim is a short transaction of its own: whoever gets a row owns it until its lease (`due_at`)
-- runs out; the network is spoken to after the commit.

-- What pauses this plan at present, and who has said in this shop that it sells all the same. Such a word holds for the pause it
-- was said in: one that opens later, be it of the same breaker, is decided anew.
create or replace function list_pauses(p_shop_id integer, p_operator text, p_plan_code text, p_now timestamptz)
returns table (scope text, opened_at timestamptz, reason text, overridden_by integer, overridden_until timestamptz)
language sql stable as $$
  select b.scope, b.opened_at, b.reason, v.staff_id, v.until_at
  from breakers b left join lateral (
    select o.staff_id, o.until_at from breaker_overrides o
    where o.shop_id = p_shop_id and o.plan_code = p_plan_code and o.scope = b.scope and o.opened_at = b.opened_at
      and o.until_at > p_now
    order by o.until_at desc limit 1) v on true
  where b.closed_at is null
    and (b.scope = 'plan' and b.subject = p_plan_code or b.scope = 'operator' and b.subject = p_operator)
$$;

-- Whether orders of this plan wait, in this shop, because the provider fails with it.
create or replace function is_paused(p_shop_id integer, p_operator text, p_plan_code text, p_now timestamptz)
returns boolean language sql stable as $$
  select exists (select from list_pauses(p_shop_id, p_operator, p_plan_code, p_now) p where p.overridden_by is null)
$$;

-- One waiting order for each breaker whose time for a probe has come: the oldest, or the one asked for, and no more than are sent.
-- Breakers are locked in the order of their names, and whoever waited for the lock finds the next probe a minute away. A time
-- further ahead than that was set by a clock that has been put back since.
drop function if exists take_probes(uuid, timestamptz);
create or replace function take_probes(p_limit integer, p_order_id uuid, p_now timestamptz)
returns uuid[] language plpgsql as $$
declare
  v_breaker breakers;
  v_id uuid;
  v_ids uuid[] := '{}';
begin
  for v_breaker in
    select * from breakers
    where closed_at is null and (probe_at <= p_now or probe_at > p_now + interval '1 minute')
    order by scope, subject for update
  loop
    exit when cardinality(v_ids) >= p_limit;
    select o.id into v_id from orders o
    where o.status = 'queued' and o.book = 'live' and o.due_at <= p_now and (p_order_id is null or o.id = p_order_id)
      and case v_breaker.scope when 'plan' then o.plan_code else o.operator end = v_breaker.subject
    order by o.due_at limit 1 for no key update skip locked;
    if v_id is not null then
      update breakers set probe_at = p_now + interval '1 minute', probe_order_id = v_id
      where scope = v_breaker.scope and subject = v_breaker.subject;
      -- A plan and its operator may have chosen the same one.
      if v_id <> all(v_ids) then v_ids := v_ids || v_id; end if;
    end if;
  end loop;
  return v_ids;
end
$$;

-- Takes queued orders that are due (or the one asked for) and marks them as being sent. The attempt counts as in doubt from
-- here on: a crash after this commit must not look like an attempt that never was. Only the live book is ever sent: what is
-- sold in training must not reach a phone because somebody forgot which provider is configured.
create or replace function claim_sends(p_limit integer, p_lease_ms integer, p_order_id uuid, p_now timestamptz)
returns setof orders language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  -- Whose minute a probe has used is sent now, whoever waited longer.
  v_ids uuid[] := take_probes(p_limit, p_order_id, v_now);
  v_is_any_paused boolean := exists (select from breakers where closed_at is null);
begin
  -- The one asked for is found by its id, and not among all that are due.
  if p_order_id is not null then
    v_ids := v_ids || array(
      select o.id from orders o
      where o.id = p_order_id and o.status = 'queued' and o.book = 'live' and o.due_at <= v_now and o.id <> all(v_ids)
        and not (v_is_any_paused and is_paused(o.shop_id, o.operator, o.plan_code, v_now))
      limit greatest(0, p_limit - cardinality(v_ids)) for no key update skip locked);
  else
    v_ids := v_ids || array(
      select o.id from orders o
      where o.status = 'queued' and o.book = 'live' and o.due_at <= v_now and o.id <> all(v_ids)
        and not (v_is_any_paused and is_paused(o.shop_id, o.operator, o.plan_code, v_now))
      order by o.due_at limit greatest(0, p_limit - cardinality(v_ids)) for no key update skip locked);
  end if;
  if cardinality(v_ids) = 0 then return; end if;

  return query
  with claimed as (
    update orders o set status = 'sending', send_count = o.send_count + 1, doubt_count = o.doubt_count + 1,
      miss_count = 0, last_sent_at = v_now, due_at = v_now + make_interval(secs => p_lease_ms / 1000.0), version = o.version + 1
    where o.id = any(v_ids) and o.status = 'queued'
    returning o
  ),
  -- What leaves although its plan is paused says so: as a probe, or because somebody of the shop wanted it.
  told as (
    insert into order_events (shop_id, order_id, kind, from_status, to_status, staff_id, detail, created_at)
    select (c.o).shop_id, (c.o).id, 'sending', 'queued', 'sending', p.overridden_by, jsonb_strip_nulls(jsonb_build_object(
      'attempt', (c.o).send_count, 'pause', case when p.overridden_by is null then p.kind else 'override' end)), v_now
    from claimed c left join lateral (
      select 'probe' as kind, case when bool_and(l.overridden_by is not null) then max(l.overridden_by) end as overridden_by
      from list_pauses((c.o).shop_id, (c.o).operator, (c.o).plan_code, v_now) l having count(*) > 0) p on v_is_any_paused
  )
  select (c.o).* from claimed c order by (c.o).placed_at, (c.o).id;
  if found then perform pg_notify('rasid_live', ''); end if;
end
$$;

-- Takes one order whose earlier send is in doubt and that spaced look-ups did not find, for another POST with the same ref.
create or replace function claim_resend(
  p_order_id uuid, p_miss_min integer, p_quiet_ms integer, p_window_ms integer, p_lease_ms integer, p_now timestamptz
) returns setof orders language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_id uuid;
begin
  update orders o set send_count = o.send_count + 1, doubt_count = o.doubt_count + 1, miss_count = 0,
    last_sent_at = v_now, due_at = v_now + make_interval(secs => p_lease_ms / 1000.0), version = o.version + 1
  where o.id = p_order_id and o.status = 'sending' and o.topup_id is null and o.miss_count >= p_miss_min
    and o.last_sent_at <= v_now - make_interval(secs => p_quiet_ms / 1000.0)
    and o.placed_at > v_now - make_interval(secs => p_window_ms / 1000.0)
  returning o.id into v_id;
  if v_id is null then return; end if;
  insert into order_events (shop_id, order_id, kind, from_status, to_status, detail, created_at)
    select shop_id, id, 'resending', 'sending', 'sending', jsonb_build_object('attempt', send_count), v_now
    from orders where id = v_id;
  perform pg_notify('rasid_live', '');
  return query select * from orders where id = v_id;
end
$$;

-- Takes orders whose fate is due to be asked for (or the one asked for, due or not unless somebody is at it already), the one
-- that has waited longest first: where the budget is short, none waits for ever behind others that come round again.
-- `was_due_at`: since when it had waited, for whoever has to give it back.
drop function if exists claim_looks(integer, integer, uuid, timestamptz);
create or replace function claim_looks(p_limit integer, p_lease_ms integer, p_order_id uuid, p_now timestamptz)
returns table (claimed orders, was_due_at timestamptz) language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  return query
  with due as materialized (
    select * from (
      select id, due_at from orders
      where p_order_id is null and status in ('sending', 'pending', 'handling', 'uncertain') and due_at <= v_now
      order by due_at limit p_limit for no key update skip locked) longest
    union all
    -- The one asked for is found by its id, and not among all that are due.
    select * from (
      select id, due_at from orders
      where id = p_order_id and status in ('sending', 'pending', 'handling', 'uncertain') and due_at <= v_now
      for no key update skip locked) asked
  ),
  leased as (
    update orders o set due_at = v_now + make_interval(secs => p_lease_ms / 1000.0)
    from due where o.id = due.id returning o, due.due_at as was_due_at
  )
  select l.o, l.was_due_at from leased l order by l.was_due_at, (l.o).id;
end
$$;

-- Takes final orders that are to be looked at once more. The lease is on `look_back_at`: a final order is never due.
create or replace function claim_look_backs(p_limit integer, p_lease_ms integer, p_now timestamptz)
returns setof orders language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  return query
  with due as materialized (
    select id, look_back_at from orders where look_back_at <= v_now
    order by look_back_at limit p_limit for no key update skip locked
  ),
  claimed as (
    update orders o set look_back_at = v_now + make_interval(secs => p_lease_ms / 1000.0)
    from due where o.id = due.id returning o.*
  )
  select c.* from claimed c join due on due.id = c.id order by due.look_back_at, c.id;
end
$$;

-- Gives back what was claimed and could not be asked for, so that it does not wait for its lease: it is due since when it was,
-- and keeps its place. Whoever has taken the order up since then keeps it: the lease is no longer the one that is given back.
drop function if exists release_looks(uuid[], timestamptz, integer);
create or replace function release_looks(
  p_ids uuid[], p_claimed_at timestamptz[], p_was_due_at timestamptz[], p_lease_ms integer
) returns integer language plpgsql as $$
declare
  v_released integer;
begin
  -- Instants lose their microseconds on the way through the program.
  with given as materialized (
    select g.id, g.was_due_at, g.claimed_at + make_interval(secs => p_lease_ms / 1000.0) as lease
    from unnest(p_ids, p_claimed_at, p_was_due_at) as g(id, claimed_at, was_due_at)
  ),
  ours as materialized (
    select o.id, g.was_due_at from given g join orders o on o.id = g.id
    where o.due_at between g.lease - interval '2 milliseconds' and g.lease + interval '2 milliseconds'
    order by o.id for no key update of o skip locked
  )
  update orders o set due_at = ours.was_due_at from ours where o.id = ours.id;
  get diagnostics v_released = row_count;
  return v_released;
end
$$;

-- Brings the next look forward because a person asks. Harmless even while a POST is in the air: finding nothing then only
-- counts a miss, and a resend waits for its quiet time since the last POST.
create or replace function hasten_look(p_order_id uuid, p_shop_id integer, p_quiet_ms integer, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  update orders o set due_at = v_now
  where o.id = p_order_id and o.shop_id = p_shop_id
    and o.status in ('sending', 'pending', 'handling', 'uncertain')
    and (o.last_look_at is null or o.last_look_at <= v_now - make_interval(secs => p_quiet_ms / 1000.0));
  return found;
end
$$;

-- Takes up to p_want requests from the budget that all instances share, leaving p_leave of them for more urgent work; a negative
-- p_want gives back what was not used.
--
-- A quarter of a minute's requests may gather for a burst, and the other three quarters flow in evenly: no minute, wherever
-- it begins, sees more than p_per_minute. The burst is never less than four: one look at an order that the provider knows by
-- its reference alone may take three requests, and one more is for a send.
create or replace function take_rate_tokens(
  p_name text, p_per_minute integer, p_want integer, p_leave integer, p_now timestamptz
) returns integer language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_burst double precision := greatest(4, p_per_minute / 4.0);
  v_flow double precision := greatest(1, p_per_minute - v_burst) / 60.0;
  v_tokens double precision;
  v_granted integer;
begin
  insert into rate_budgets (name, tokens, refilled_at) values (p_name, v_burst, v_now) on conflict (name) do nothing;
  select least(v_burst, tokens + greatest(0, extract(epoch from v_now - refilled_at)) * v_flow)
    into v_tokens from rate_budgets where name = p_name for no key update;
  v_granted := least(p_want, greatest(0, floor(v_tokens)::integer - least(p_leave, floor(v_burst)::integer - 3)));
  update rate_budgets set tokens = v_tokens - v_granted, refilled_at = greatest(refilled_at, v_now) where name = p_name;
  return v_granted;
end
$$;
