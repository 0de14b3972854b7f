-- What a walk has brought is compared with our orders, every difference gets its name, and the provider's balance is explained:
--
--   opening + deposits + other movements + charged + refunded + under way + rounding + named differences + rest = balance now
--
-- Reads orders and the two mirrors, writes the run and its findings. Moves no money and no order; an order in flight that the
-- provider calls final is only brought forward in the queue of ordinary look-ups.

-- Writes down every difference of this run. One that was there before is the same row.
create or replace function name_reconcile_findings(p_run_id integer, p_cut_at timestamptz, p_cut_id text, p_opening bigint)
returns void language sql as $$
  with named as (
    select f.kind, f.order_id::text as subject, f.order_id, f.shop_id, f.topup_id, f.plan_code, f.msisdn, f.at,
      f.expected, f.found, f.effect, f.note
    from list_order_findings(p_run_id, p_cut_at, p_cut_id) f
    union all
    select f.kind, f.subject, null, null, f.topup_id, f.plan_code, f.msisdn, f.at, f.expected, f.found, f.effect, f.note
    from list_foreign_findings(p_run_id, p_cut_at, p_cut_id) f where not f.is_young
    union all
    select 'balance_jump', j.left_at::text || '>' || j.taken_up_at::text || '#' || j.n::text, null, null, null, null, null, j.at,
      j.left_at, j.taken_up_at, j.taken_up_at - j.left_at, null
    from list_balance_jumps(p_run_id, p_cut_at, p_cut_id, p_opening) j
  )
  insert into reconcile_findings (account, kind, subject, first_run_id, last_run_id, order_id, shop_id, topup_id, plan_code, msisdn,
      at, expected_centimes, found_centimes, effect_centimes, note)
    select r.account, n.kind, n.subject, r.id, r.id, n.order_id, n.shop_id, n.topup_id, n.plan_code, n.msisdn,
      n.at, n.expected, n.found, n.effect, n.note
    from named n, reconcile_runs r where r.id = p_run_id
  on conflict (account, kind, subject) do update set last_run_id = excluded.last_run_id,
    -- Gone for a while and back again is a new one.
    first_run_id = case when reconcile_findings.last_run_id = (
        select max(r.id) from reconcile_runs r where r.account = excluded.account and r.concluded_at is not null)
      then reconcile_findings.first_run_id else excluded.first_run_id end,
    order_id = excluded.order_id, shop_id = excluded.shop_id, topup_id = excluded.topup_id, plan_code = excluded.plan_code,
    msisdn = excluded.msisdn, at = excluded.at, expected_centimes = excluded.expected_centimes,
    found_centimes = excluded.found_centimes, effect_centimes = excluded.effect_centimes, note = excluded.note;
$$;

-- Concludes a run whose windows are all walked: names the differences and writes the statement. Called in a transaction of one
-- snapshot, so that both speak of the same orders. False when somebody else has done it.
--
-- Without nested loops: these statements join all orders with all lines by way of intermediate results whose size the planner
-- cannot know. Taken for small, they are walked once for every order.
create or replace function conclude_reconcile(p_run_id integer, p_now timestamptz) returns boolean
language plpgsql set enable_nestloop = off as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_run reconcile_runs;
  v_cut_at timestamptz;
  v_cut_id text;
  v_opening bigint;
begin
  select r.* into v_run from reconcile_runs r where r.id = p_run_id and r.due_at is not null and r.balance_at is not null
    and not exists (select 1 from reconcile_windows w where w.run_id = r.id and w.is_whole is null) for no key update;
  if not found then return false; end if;
  select c.cut_at, c.cut_id into v_cut_at, v_cut_id
    from find_reconcile_cut(v_run.account, v_run.balance_centimes, v_run.balance_at) c;
  select coalesce((select l.old_balance_centimes from provider_lines l where l.account = v_run.account
      and (l.at, l.line_id) <= (v_cut_at, v_cut_id) order by l.at, l.line_id limit 1), v_run.balance_centimes) into v_opening;
  perform name_reconcile_findings(p_run_id, v_cut_at, v_cut_id, v_opening);

  with judged as materialized (select * from list_reconcile_orders(p_run_id, v_cut_at, v_cut_id)),
  matches as materialized (select * from list_reconcile_matches(p_run_id)),
  own as (
    select count(*) as orders,
      -- A refunded order was charged and given back: both are shown, as the provider's account shows both.
      sum(-j.cost) filter (where j.is_settled and (j.due_charges = 1 or j.debits > 0)) as charged,
      sum(j.cost) filter (where j.is_settled and j.due_charges = 0 and j.debits > 0) as refunded,
      coalesce(sum(-j.cost * j.due_charges) filter (where not j.is_settled), 0) + (select coalesce(sum(f.effect), 0)
        from list_foreign_findings(p_run_id, v_cut_at, v_cut_id) f where f.is_young) as under_way,
      sum(j.net + j.cost * j.charges) filter (where abs(j.net + j.cost * j.charges) <= 1) as rounding
    from judged j
  ),
  rest as (
    select l.kind, sum(l.new_balance_centimes - l.old_balance_centimes) as total from provider_lines l
    where l.account = v_run.account and (l.at, l.line_id) <= (v_cut_at, v_cut_id) and l.kind not ilike '%flexy%'
      and not exists (select 1 from matches m where m.topup_id = l.topup_id)
    group by l.kind
  ),
  account as (
    select coalesce(sum(total) filter (where kind = 'DEPOSIT'), 0) as deposits,
      coalesce(sum(total) filter (where kind <> 'DEPOSIT'), 0) as others,
      coalesce(jsonb_object_agg(kind, total::text) filter (where kind <> 'DEPOSIT'), '{}') as other_movements
    from rest
  ),
  named as (
    select coalesce(sum(f.effect_centimes), 0) as total from reconcile_findings f
    where f.account = v_run.account and f.last_run_id = p_run_id and f.kind <> 'balance_jump'
  )
  update reconcile_runs r set concluded_at = v_now, due_at = null, order_count = own.orders,
    is_whole = not exists (select 1 from reconcile_windows w where w.run_id = r.id and not w.is_whole and not exists (
      select 1 from reconcile_windows v where v.run_id = r.id and v.source = w.source and v.opens_at = w.opens_at
        and v.closes_at = w.closes_at and v.is_whole)),
    opening_centimes = v_opening, deposit_centimes = account.deposits, other_movements = account.other_movements,
    charged_centimes = coalesce(own.charged, 0), refunded_centimes = coalesce(own.refunded, 0),
    under_way_centimes = coalesce(own.under_way, 0), rounding_centimes = coalesce(own.rounding, 0), named_centimes = named.total,
    rest_centimes = r.balance_centimes - v_opening - account.deposits - account.others - coalesce(own.charged, 0)
      - coalesce(own.refunded, 0) - coalesce(own.under_way, 0) - coalesce(own.rounding, 0) - named.total
  from own, account, named where r.id = p_run_id;

  return true;
end
$$;

-- Brings forward the ordinary look at orders in flight that the provider's list calls final.
create or replace function hasten_reconciled(p_account text, p_quiet_ms integer, p_now timestamptz) returns integer
language sql as $$
  select count(*)::integer from (
    select o.id, o.shop_id from orders o join provider_orders p on p.topup_id = o.topup_id
    where p.account = p_account and p.status in ('FULFILLED', 'REFUNDED')
      and o.status in ('sending', 'pending', 'handling', 'uncertain') order by o.id limit 500
  ) open where hasten_look(open.id, open.shop_id, p_quiet_ms, p_now)
$$;
