-- Walking the provider's list and account: a run is cut into windows, a window into pages, and every page is stored in the
-- transaction that moves on to the next one. Whoever dies leaves a run that is due again, at the page it had reached.

-- The run to work on, claimed for p_lease_ms; null when there is none. `daily` opens one when none was begun since three in the
-- morning UTC, four in Algiers, when few sell; `asked` opens one at any time, or joins the one that is open;
-- `resume` only goes on with an open one.
create or replace function claim_reconcile(
  p_account text, p_reason text, p_staff_id integer, p_lease_ms integer, p_now timestamptz
) returns setof reconcile_runs language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_id integer;
begin
  -- A run that has found no end in a day of trying makes room for the next one.
  update reconcile_runs r set due_at = null
    where r.account = p_account and r.due_at is not null and r.started_at < v_now - interval '22 hours';
  if not exists (select 1 from reconcile_runs r where r.account = p_account and r.due_at is not null)
    and (p_reason = 'asked' or (p_reason = 'daily' and not exists (
      select 1 from reconcile_runs r where r.account = p_account
        and r.started_at >= date_trunc('day', v_now - interval '3 hours', 'UTC') + interval '3 hours'))) then
    perform open_reconcile(p_account, p_reason, p_staff_id, v_now);
  end if;
  select r.id into v_id from reconcile_runs r
    where r.account = p_account and r.due_at <= v_now for no key update skip locked;
  return query update reconcile_runs r set due_at = v_now + make_interval(secs => p_lease_ms / 1000.0)
    where r.id = v_id returning r.*;
end
$$;

-- A new run and its windows. The first run of an account begins shortly before our first order; a later one re-reads two days,
-- and goes back further for what was open or could not be read the last time. Another account than the one before begins
-- empty: the orders of the old one are not its business.
create or replace function open_reconcile(p_account text, p_reason text, p_staff_id integer, p_now timestamptz)
returns integer language plpgsql as $$
declare
  v_last reconcile_runs;
  v_since timestamptz;
  v_from timestamptz;
  v_id integer;
begin
  select r.* into v_last from reconcile_runs r
    where r.account = p_account and r.concluded_at is not null order by r.id desc limit 1;
  if v_last.id is not null then
    v_since := v_last.since;
    select greatest(v_since, least(
      v_last.walk_until - interval '48 hours',
      (select min(p.created_at) from provider_orders p where p.account = p_account
        and p.created_at > p_now - interval '31 days' and p.status not in ('FULFILLED', 'REFUNDED')),
      (select min(w.opens_at) from reconcile_windows w where w.run_id = v_last.id and not w.is_whole))) into v_from;
  else
    select coalesce(
        (select min(r.since) from reconcile_runs r where r.account = p_account),
        case when not exists (select 1 from reconcile_runs) then min(o.placed_at) - interval '10 minutes' end,
        p_now - interval '10 minutes')
      into v_since from orders o where o.book = 'live';
    v_from := least(v_since, p_now - interval '1 minute');
  end if;

  insert into reconcile_runs (account, reason, staff_id, started_at, due_at, since, walk_from, walk_until)
    values (p_account, p_reason, p_staff_id, p_now, p_now, v_since, v_from, p_now)
    on conflict (account) where due_at is not null do nothing returning id into v_id;
  -- A day each; five minutes of overlap, because the provider's clock is not ours.
  insert into reconcile_windows (run_id, source, opens_at, closes_at)
    select v_id, source, greatest(v_from, day - interval '5 minutes'), least(p_now, day + interval '24 hours')
    from generate_series(v_from, p_now - interval '1 second', interval '24 hours') day, unnest(array['orders', 'lines']) source
    where v_id is not null
    order by source desc, day;
  return v_id;
end
$$;

-- Stores what was good of a page and moves on: to the next page, to the same one again when it was faulty, to a second walk of
-- the window when it came out incomplete. Answers what became of it:
--   stale     somebody else has stored this page       again     the page is to be asked for once more
--   next      the next page is due                     closed    the window is over
create or replace function store_reconcile_page(
  p_window_id integer, p_page integer, p_rows jsonb, p_page_count integer, p_row_count integer, p_faults jsonb,
  p_tries_max integer, p_attempts_max integer, p_now timestamptz
) returns text language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_window reconcile_windows;
  v_run reconcile_runs;
  v_faults jsonb := p_faults;
  v_count integer;
begin
  select w.* into v_window from reconcile_windows w
    where w.id = p_window_id and w.next_page = p_page and w.is_whole is null for no key update;
  if not found then return 'stale'; end if;
  select r.* into v_run from reconcile_runs r where r.id = v_window.run_id;

  -- Seen on another page of the same walk: the page came twice. Where the list has grown meanwhile, its rows have slid.
  if v_window.source = 'orders' then
    select count(*) into v_count from jsonb_array_elements(p_rows) x join provider_orders p
      on p.account = v_run.account and p.topup_id = x ->> 'topup_id' and p.window_id = p_window_id and p.window_page <> p_page;
  else
    select count(*) into v_count from jsonb_array_elements(p_rows) x join provider_lines p
      on p.account = v_run.account and p.line_id = x ->> 'line_id' and p.window_id = p_window_id and p.window_page <> p_page;
  end if;
  if v_count > 0 and p_row_count <= coalesce(v_window.row_count, p_row_count) then
    v_faults := v_faults || jsonb_build_object('kind', 'repeated', 'detail', v_count::text);
  end if;

  if v_window.source = 'orders' then
    perform store_provider_orders(v_run.account, p_window_id, p_page, p_rows, v_now);
  else
    select count(*) into v_count from jsonb_array_elements(p_rows) x join provider_lines p
      on p.account = v_run.account and p.line_id = x ->> 'line_id'
      and (p.kind, p.amount_centimes, p.old_balance_centimes, p.new_balance_centimes, coalesce(p.topup_id, ''))
        is distinct from (x ->> 'kind', (x ->> 'amount')::bigint, (x ->> 'old_balance')::bigint,
          (x ->> 'new_balance')::bigint, coalesce(x ->> 'topup_id', ''));
    if v_count > 0 then v_faults := v_faults || jsonb_build_object('kind', 'rewritten', 'detail', v_count::text); end if;
    perform store_provider_lines(v_run.account, p_window_id, p_page, p_rows);
  end if;

  insert into reconcile_faults (run_id, window_id, source, page, kind, detail, at)
    select v_run.id, p_window_id, v_window.source, p_page, f ->> 'kind', f ->> 'detail', v_now from jsonb_array_elements(v_faults) f;
  update reconcile_runs r set request_count = r.request_count + 1, failure_count = 0, wait_reason = null where r.id = v_run.id;

  -- A page that is merely out of order has said everything it has to say.
  if exists (select 1 from jsonb_array_elements(v_faults) f where f ->> 'kind' not in ('unsorted', 'rewritten'))
    and v_window.page_tries + 1 < p_tries_max then
    update reconcile_windows w set page_tries = w.page_tries + 1 where w.id = p_window_id;
    return 'again';
  end if;
  if p_page < p_page_count then
    update reconcile_windows w set next_page = p_page + 1, page_tries = 0, page_count = p_page_count,
      row_count = coalesce(w.row_count, p_row_count) where w.id = p_window_id;
    return 'next';
  end if;
  perform close_reconcile_window(p_window_id, p_page_count, p_row_count, p_attempts_max);
  return 'closed';
end
$$;

-- The end of a window: whole when as many rows were seen in it as the provider counted at its first page; else it is walked once
-- more, or given up.
create or replace function close_reconcile_window(p_window_id integer, p_page_count integer, p_row_count integer, p_attempts_max integer)
returns void language plpgsql as $$
declare
  v_seen integer;
begin
  select (select count(*) from provider_orders p where p.window_id = p_window_id)
       + (select count(*) from provider_lines p where p.window_id = p_window_id) into v_seen;
  update reconcile_windows w set page_count = p_page_count, row_count = coalesce(w.row_count, p_row_count),
    next_page = p_page_count + 1, is_whole = v_seen >= coalesce(w.row_count, p_row_count) where w.id = p_window_id;
  insert into reconcile_windows (run_id, source, opens_at, closes_at, attempt)
    select w.run_id, w.source, w.opens_at, w.closes_at, w.attempt + 1 from reconcile_windows w
    where w.id = p_window_id and not w.is_whole and w.attempt < p_attempts_max;
end
$$;

create or replace function store_provider_orders(p_account text, p_window_id integer, p_page integer, p_rows jsonb, p_now timestamptz)
returns void language sql as $$
  insert into provider_orders (account, topup_id, ref, ref_order_id, status, raw_status, plan_code, msisdn, face_centimes,
      charged_centimes, created_at, window_id, window_page, seen_at)
    select distinct on (x.topup_id) p_account, x.topup_id, x.ref, x.ref_order_id, x.status, x.raw_status, x.plan_code, x.msisdn,
      x.face, x.charged, x.created_at, p_window_id, p_page, p_now
    from jsonb_to_recordset(p_rows) as x(topup_id text, ref text, ref_order_id uuid, status text, raw_status text,
      plan_code text, msisdn text, face bigint, charged bigint, created_at timestamptz)
    order by x.topup_id
  on conflict (account, topup_id) do update set ref = excluded.ref, ref_order_id = excluded.ref_order_id,
    status = excluded.status, raw_status = excluded.raw_status, plan_code = excluded.plan_code, msisdn = excluded.msisdn,
    face_centimes = excluded.face_centimes, charged_centimes = excluded.charged_centimes,
    window_page = case when provider_orders.window_id = excluded.window_id then provider_orders.window_page else excluded.window_page end,
    window_id = excluded.window_id, seen_at = excluded.seen_at;
$$;

create or replace function store_provider_lines(p_account text, p_window_id integer, p_page integer, p_rows jsonb)
returns void language sql as $$
  insert into provider_lines (account, line_id, kind, amount_centimes, old_balance_centimes, new_balance_centimes, topup_id,
      note, at, window_id, window_page)
    select distinct on (x.line_id) p_account, x.line_id, x.kind, x.amount, x.old_balance, x.new_balance, x.topup_id, x.note, x.at,
      p_window_id, p_page
    from jsonb_to_recordset(p_rows) as x(line_id text, kind text, amount bigint, old_balance bigint, new_balance bigint,
      topup_id text, note text, at timestamptz)
    order by x.line_id
  on conflict (account, line_id) do update set
    window_page = case when provider_lines.window_id = excluded.window_id then provider_lines.window_page else excluded.window_page end,
    window_id = excluded.window_id;
$$;

-- The provider's balance, and with it the last window of lines: up to now and a little further, so that the lines which led to
-- this balance are in it whatever the provider's clock says.
create or replace function store_reconcile_balance(p_run_id integer, p_balance bigint, p_asked_at timestamptz, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  update reconcile_runs r set balance_centimes = p_balance, balance_at = coalesce(p_asked_at, v_now),
    request_count = r.request_count + 1, failure_count = 0, wait_reason = null
    where r.id = p_run_id and r.due_at is not null and r.balance_at is null;
  if not found then return false; end if;
  insert into reconcile_windows (run_id, source, opens_at, closes_at)
    select r.id, 'lines', greatest(r.walk_from, r.walk_until - interval '5 minutes'), v_now + interval '2 minutes'
    from reconcile_runs r where r.id = p_run_id;
  return true;
end
$$;
