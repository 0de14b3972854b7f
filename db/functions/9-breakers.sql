-- Judges, at most every few seconds over all instances, what became of the orders sent in the last minutes, and pauses or reopens
-- operators and plans by it. Also measures how long each plan takes.
--
-- A failure is the provider's: it took the order and gave the money back without offering anything else, never accepted it for a
-- reason that is not the key's, the address's or the wallet's, or does not know what became of it. Numbers are counted, not orders:
-- one number that fails ten times says something of the number.
--
-- p_reported: what the provider says of its operators, {"mobilis": "down", …, "mobilisFixedPlans": "up"}; null: not asked.
--
-- One row for each change: verdict is `opened` or `closed`.
create or replace function judge_breakers(
  p_every_ms integer, p_window_ms integer, p_bad_min integer, p_reported jsonb, p_now timestamptz
) returns table (scope text, subject text, verdict text, reason text, bad_numbers integer) language plpgsql as $$
#variable_conflict use_column
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  -- One judge at a time; a clock that was put back must not silence it.
  update upstream_state set breakers_judged_at = v_now
  where id = 1 and (p_reported is not null or breakers_judged_at is null or breakers_judged_at > v_now
    or breakers_judged_at <= v_now - make_interval(secs => p_every_ms / 1000.0));
  if not found then return; end if;

  perform measure_delays(p_window_ms, v_now);

  return query
  with sent as materialized (
    select o.operator, o.plan_code, o.msisdn, o.last_sent_at,
      case when o.status = 'fulfilled' then true
           when o.status = 'refunded' and coalesce(jsonb_array_length(o.suggested_offers), 0) = 0 then false
           when o.status = 'rejected' and not is_about_account(o.refusal_code) then false
           when o.status = 'uncertain' and o.provider_status is not null then false end as is_good
    from orders o
    where o.last_sent_at > v_now - make_interval(secs => p_window_ms / 1000.0) and o.book = 'live' and o.verdict_at is null
  ),
  evidence as materialized (
    select 'plan' as scope, plan_code as subject, * from sent where is_good is not null
    union all
    select 'operator', operator, * from sent where is_good is not null
  ),
  -- What was known when it was last reopened is no reason to pause it again.
  weighed as (
    select e.scope, e.subject,
      count(distinct e.msisdn) filter (where not e.is_good)::integer as bad,
      count(distinct e.msisdn) filter (where e.is_good)::integer as good,
      count(distinct e.plan_code) filter (where not e.is_good) as bad_plans
    from evidence e left join breakers b on b.scope = e.scope and b.subject = e.subject
    where e.last_sent_at > coalesce(b.closed_at, '-infinity')
    group by e.scope, e.subject
  ),
  reported as (
    select 'operator' as scope, p.operator as subject, r.value #>> '{}' as state
    from jsonb_each(coalesce(p_reported, '{}')) r
    -- Pixx is the provider's name for a family of Mobilis's fixed plans, and has no line of its own.
    join (select distinct operator from plans) p
      on lower(r.key) = case p.operator when 'Pixx' then 'mobilisfixedplans' else lower(p.operator) end
    union all
    select 'plan', p.code, p_reported ->> 'mobilisFixedPlans'
    from plans p where p_reported ? 'mobilisFixedPlans' and p.operator = 'Mobilis' and p.kind = 'fixed'
  ),
  suspected as (
    select w.scope, w.subject, 'failing' as reason, w.bad from weighed w
    where w.bad >= p_bad_min and w.bad >= w.good and (w.scope = 'plan' or w.bad_plans > 1)
    union all
    -- A phone that was reached in these minutes knows better than a status page.
    select r.scope, r.subject, 'reported_down', 0 from reported r
    where r.state = 'down'
      and not exists (select from weighed w where w.scope = r.scope and w.subject = r.subject and w.good > 0)
  ),
  opened as (
    insert into breakers as b (scope, subject, reason, bad_numbers, opened_at, probe_at)
    select distinct on (s.scope, s.subject) s.scope, s.subject, s.reason, s.bad, v_now, v_now + interval '1 minute'
    from suspected s order by s.scope, s.subject, s.bad desc
    on conflict (scope, subject) do update set reason = excluded.reason, bad_numbers = excluded.bad_numbers,
      opened_at = excluded.opened_at, closed_at = null, probe_at = excluded.probe_at, probe_order_id = null
    where b.closed_at is not null
    returning b.scope, b.subject, b.reason, b.bad_numbers
  ),
  closed as (
    update breakers b set closed_at = greatest(v_now, b.opened_at)
    where b.closed_at is null and (
      exists (select from evidence e where e.scope = b.scope and e.subject = b.subject and e.is_good and e.last_sent_at > b.opened_at)
      or b.reason = 'reported_down'
        and exists (select from reported r where r.scope = b.scope and r.subject = b.subject and r.state = 'up')
      -- Nobody has tried it for ten minutes and nobody waits to: the counter must not speak all night of yesterday's failure.
      or b.reason = 'failing' and b.probe_at not between v_now - interval '9 minutes' and v_now + interval '1 minute'
        and not exists (
          select from orders o where o.status = 'queued' and o.book = 'live' and o.due_at <= v_now
            and case b.scope when 'plan' then o.plan_code else o.operator end = b.subject))
    returning b.scope, b.subject, b.reason, b.bad_numbers
  )
  select o.scope, o.subject, 'opened', o.reason, o.bad_numbers from opened o
  union all
  select c.scope, c.subject, 'closed', c.reason, c.bad_numbers from closed c;
end
$$;

-- Refusals that every order of every operator would meet.
create or replace function is_about_account(p_code text) returns boolean language sql immutable as $$
  select p_code in ('MISSING_ACCESS_TOKEN', 'INVALID_ACCESS_TOKEN', 'IP_BLOCKED', 'IP_NOT_ALLOWED', 'API_DISABLED', 'ERR_SCOPE',
                    'INSUFFICIENT_BALANCE', 'FORBIDDEN', 'HTTP_401', 'HTTP_402', 'HTTP_403')
$$;

-- Once a minute the median of a plan's last minutes takes a hundredth of its place in what is usual, while it is not paused.
create or replace function measure_delays(p_window_ms integer, p_now timestamptz) returns void language sql as $$
  with sent as (
    select o.plan_code, o.status = 'fulfilled' as is_delivered,
      extract(epoch from coalesce(o.finished_at, p_now) - o.last_sent_at) * 1000 as took_ms
    from orders o
    where o.last_sent_at > p_now - make_interval(secs => p_window_ms / 1000.0) and o.book = 'live'
      and o.status in ('sending', 'pending', 'handling', 'fulfilled')
  ),
  present as materialized (
    select plan_code, count(*) filter (where is_delivered) as delivered,
      greatest(0, percentile_cont(0.5) within group (order by took_ms))::integer as median_ms
    from sent group by plan_code
  ),
  emptied as (
    update plan_delays d set present_ms = null
    where d.present_ms is not null and d.plan_code not in (select plan_code from present)
  )
  insert into plan_delays as d (plan_code, present_ms, usual_ms, usual_at)
  select p.plan_code, p.median_ms, case when p.is_telling then p.median_ms end, case when p.is_telling then p_now end
  from (
    select q.*, q.delivered >= 3 and not exists (
      select from breakers b join plans on plans.code = q.plan_code
      where b.closed_at is null
        and (b.scope = 'plan' and b.subject = plans.code or b.scope = 'operator' and b.subject = plans.operator)) as is_telling
    from present q) p
  on conflict (plan_code) do update set present_ms = excluded.present_ms,
    usual_ms = case when excluded.usual_at is null or d.usual_at > p_now - interval '1 minute' then d.usual_ms
                    else coalesce(d.usual_ms + (excluded.usual_ms - d.usual_ms) / 100, excluded.usual_ms) end,
    usual_at = case when excluded.usual_at is null or d.usual_at > p_now - interval '1 minute' then d.usual_at else p_now end
$$;
