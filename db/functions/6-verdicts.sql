-- What people decide where the provider does not. One row of `verdicts` is one person's word; the latest of each counts.

-- What those who must agree have said of an order; null while they are too few, no operator is among them, or somebody says
-- otherwise. Above the shop's amount it takes two people.
create or replace function agreed_verdict(p_order_id uuid) returns text language sql stable as $$
  with latest as (
    select distinct on (v.staff_id) v.said, v.is_operator from verdicts v
    where v.order_id = p_order_id order by v.staff_id, v.id desc
  )
  select min(l.said) from latest l
  having count(distinct l.said) = 1 and bool_or(l.is_operator) and count(*) >= (
    select case when o.face_centimes > s.second_verdict_above_centimes then 2 else 1 end
    from orders o join shops s on s.id = o.shop_id where o.id = p_order_id)
$$;

-- Takes one person's word, and decides the order by it once it can be decided, in one transaction. `code` is
--   not_found      no such order in the shop          forbidden     this person may not decide it
--   already_final  the provider, or people, were first               not_uncertain   the provider has not given up yet
--   already_said   this person said so before         second_needed recorded; another person must agree
--   disputed       recorded; somebody says otherwise  decided       the order is final, its money has moved
create or replace function give_verdict(
  p_order_id uuid, p_shop_id integer, p_staff_id integer, p_said text, p_reason text, p_evidence text,
  p_look_back_ms bigint, p_now timestamptz
) returns text language plpgsql as $$
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_order orders;
  v_detail jsonb := jsonb_build_object('said', p_said, 'reason', p_reason, 'evidence', p_evidence);
begin
  select * into v_order from orders where id = p_order_id and shop_id = p_shop_id for no key update;
  if v_order.id is null then return 'not_found'; end if;
  if not exists (select 1 from staff s where s.id = p_staff_id and s.is_active
                 and (s.role = 'operator' or (s.role = 'owner' and s.shop_id = p_shop_id))) then
    return 'forbidden';
  end if;
  if v_order.finished_at is not null then return 'already_final'; end if;
  if v_order.status <> 'uncertain' then return 'not_uncertain'; end if;
  if p_said = (select v.said from verdicts v where v.order_id = p_order_id and v.staff_id = p_staff_id
               order by v.id desc limit 1) then
    return 'already_said';
  end if;

  -- The trigger overwrites what it knows better.
  insert into verdicts (shop_id, order_id, staff_id, is_operator, voices_needed, said, reason, evidence, created_at)
    values (p_shop_id, p_order_id, p_staff_id, false, 2, p_said, p_reason, p_evidence, v_now);

  if agreed_verdict(p_order_id) is not null then
    perform apply_outcomes(jsonb_build_array(jsonb_build_object('order_id', p_order_id, 'word', 'verdict', 'staff_id', p_staff_id,
      'look_back_in_ms', p_look_back_ms, 'detail', v_detail)), v_now);
    return 'decided';
  end if;

  update orders set version = version + 1 where id = p_order_id;
  insert into order_events (shop_id, order_id, kind, from_status, to_status, staff_id, detail, created_at)
    values (p_shop_id, p_order_id, 'voice', v_order.status, v_order.status, p_staff_id, v_detail, v_now);
  perform pg_notify('rasid_live', '');
  return case when exists (select 1 from verdicts v where v.order_id = p_order_id and v.said <> p_said and v.staff_id <> p_staff_id
                           and v.id = (select max(w.id) from verdicts w where w.order_id = v.order_id and w.staff_id = v.staff_id))
              then 'disputed' else 'second_needed' end;
end
$$;

-- Closes an entry of the inbox, once: who told the customer, and when. `code` is closed, not_found or already_closed.
create or replace function close_late_result(p_id bigint, p_shop_id integer, p_staff_id integer, p_now timestamptz)
returns text language plpgsql as $$
declare
  v_entry late_results;
begin
  select * into v_entry from late_results where id = p_id and shop_id = p_shop_id for no key update;
  if v_entry.id is null then return 'not_found'; end if;
  if v_entry.closed_at is not null then return 'already_closed'; end if;
  update late_results set closed_at = coalesce(p_now, clock_timestamp()), closed_by = p_staff_id where id = p_id;
  -- No order changed; the other tills of the shop are told by its name.
  perform pg_notify('rasid_live', p_shop_id::text);
  return 'closed';
end
$$;
