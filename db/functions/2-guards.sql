-- What the database refuses whoever asks, so that no code above it can be the only thing that stands in the way.

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append only: % refused', tg_table_name, lower(tg_op) using errcode = '23001';
end
$$;

create or replace trigger transfers_append_only before update or delete on transfers
  for each row execute function refuse_change();
create or replace trigger transfers_no_truncate before truncate on transfers
  for each statement execute function refuse_change();
create or replace trigger order_events_append_only before update or delete on order_events
  for each row execute function refuse_change();
create or replace trigger order_events_no_truncate before truncate on order_events
  for each statement execute function refuse_change();
create or replace trigger orders_no_delete before delete on orders
  for each row execute function refuse_change();
create or replace trigger orders_no_truncate before truncate on orders
  for each statement execute function refuse_change();
create or replace trigger accounts_no_delete before delete on accounts
  for each row execute function refuse_change();

-- An order's status moves along `order_transitions` alone, and what was sold, to whom and for how much never moves.
create or replace function guard_order_update() returns trigger language plpgsql as $$
begin
  if new.status is distinct from old.status
    and not exists (select 1 from order_transitions t where t.from_status = old.status and t.to_status = new.status) then
    raise exception 'order % may not go from % to %', old.id, old.status, new.status using errcode = '23001';
  end if;
  if (new.id, new.shop_id, new.book, new.staff_id, new.msisdn, new.operator, new.plan_code, new.plan_name, new.face_centimes,
      new.charge_centimes, new.cost_centimes, new.is_repeat, new.origin_order_id, new.placed_at)
     is distinct from
     (old.id, old.shop_id, old.book, old.staff_id, old.msisdn, old.operator, old.plan_code, old.plan_name, old.face_centimes,
      old.charge_centimes, old.cost_centimes, old.is_repeat, old.origin_order_id, old.placed_at) then
    raise exception 'order %: what was sold is frozen', old.id using errcode = '23001';
  end if;
  -- Written once: which order of the provider's it is, and when it ended.
  if (old.topup_id is not null and new.topup_id is distinct from old.topup_id)
     or (old.finished_at is not null and new.finished_at is distinct from old.finished_at)
     or (old.reversed_at is not null and new.reversed_at is distinct from old.reversed_at)
     or (old.verdict_at is not null and new.verdict_at is distinct from old.verdict_at) then
    raise exception 'order %: what was learned for good is frozen', old.id using errcode = '23001';
  end if;
  -- People decide an uncertain order, and only as those who must agree have said.
  if new.verdict_at is not null and old.verdict_at is null and (old.status <> 'uncertain' or new.status::text is distinct from
      case agreed_verdict(old.id) when 'delivered' then 'fulfilled' when 'not_delivered' then 'refunded' end) then
    raise exception 'order %: its verdict lacks the voices', old.id using errcode = '23001';
  end if;
  return new;
end
$$;

create or replace function refuse_unqueued_order() returns trigger language plpgsql as $$
begin
  raise exception 'order % must begin as queued', new.id using errcode = '23001';
end
$$;

-- Who may say what became of an order: an operator, and as a second voice the owner of its shop; while it is uncertain.
create or replace function guard_verdict() returns trigger language plpgsql as $$
declare
  v_order orders;
  v_staff staff;
begin
  select * into v_order from orders where id = new.order_id;
  select * into v_staff from staff where id = new.staff_id and is_active;
  if v_order.shop_id is distinct from new.shop_id or v_order.status is distinct from 'uncertain' then
    raise exception 'order %: there is nothing to decide', new.order_id using errcode = '23001';
  end if;
  if not (v_staff.role is not distinct from 'operator'
          or (v_staff.role is not distinct from 'owner' and v_staff.shop_id = new.shop_id)) then
    raise exception 'order %: staff % may not decide it', new.order_id, new.staff_id using errcode = '42501';
  end if;
  new.is_operator := v_staff.role = 'operator';
  select case when v_order.face_centimes > s.second_verdict_above_centimes then 2 else 1 end
    into new.voices_needed from shops s where s.id = new.shop_id;
  return new;
end
$$;

create or replace trigger verdicts_guard before insert on verdicts
  for each row execute function guard_verdict();
create or replace trigger verdicts_append_only before update or delete on verdicts
  for each row execute function refuse_change();
create or replace trigger verdicts_no_truncate before truncate on verdicts
  for each statement execute function refuse_change();

-- An entry of the inbox is closed once, and nothing else of it ever changes.
create or replace function guard_late_result() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null or new.closed_at is null
     or (new.id, new.shop_id, new.order_id, new.kind, new.said, new.cash_centimes, new.created_at)
        is distinct from
        (old.id, old.shop_id, old.order_id, old.kind, old.said, old.cash_centimes, old.created_at) then
    raise exception 'late result % may only be closed, once', old.id using errcode = '23001';
  end if;
  return new;
end
$$;

create or replace trigger late_results_guard before update on late_results
  for each row execute function guard_late_result();
create or replace trigger late_results_no_delete before delete on late_results
  for each row execute function refuse_change();
create or replace trigger late_results_no_truncate before truncate on late_results
  for each statement execute function refuse_change();

-- Of the columns that the guard reads alone: a lease is a change of `due_at`, and there are more leases than moves.
create or replace trigger orders_guard_update before update of id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name,
    face_centimes, charge_centimes, cost_centimes, is_repeat, origin_order_id, placed_at, status, topup_id, finished_at, reversed_at,
    verdict_at
  on orders for each row execute function guard_order_update();
create or replace trigger orders_begin_queued before insert on orders
  for each row when (new.status <> 'queued') execute function refuse_unqueued_order();

create or replace trigger setting_changes_append_only before update or delete on setting_changes
  for each row execute function refuse_change();
create or replace trigger setting_changes_no_truncate before truncate on setting_changes
  for each statement execute function refuse_change();
create or replace trigger breaker_overrides_append_only before update or delete on breaker_overrides
  for each row execute function refuse_change();
create or replace trigger breaker_overrides_no_truncate before truncate on breaker_overrides
  for each statement execute function refuse_change();

-- Balances are rewritten at every sale: room on the page keeps the new version beside the old one.
alter table accounts set (fillfactor = 50);
alter table orders set (fillfactor = 80);
