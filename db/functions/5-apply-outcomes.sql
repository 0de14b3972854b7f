-- Applies what was learned about orders: the only statement that moves an order after it was claimed, and its money with it.
-- The request path, the cron path and a person's command all end here. One outcome an order in a batch.
--
-- p_outcomes: an array of objects
--   order_id
--   word         accepted | refused | later | unknown | seen | absent | missed | overdue | cancel | mismatch | verdict
--   to_status    for `seen`: the provider's word as one of ours, null when it is one we do not know
--   due_in_ms    when to look (or, queued again, to send) next if the order is still open; null: leave it as it is
--   is_answer    true when this is the answer to a POST: it takes that POST out of doubt when it proves something
--   look_back_in_ms   when to look once more should it be final after this; null: never again
--   topup_id, topup_ref, provider_status, charged_centimes, refund_message, offers,
--   answer, refusal_code, refusal_message, staff_id, detail
--
-- One row an outcome: order_id, verdict, from_status, to_status, doubt_count, miss_count. verdict is
--   moved      the status changed          noted      something was recorded, the status stands
--   reversed   a delivered order was taken back: a reversal was posted, the status stands
--   contradiction   the provider's word contradicts a final status, or what people decided: recorded as an event, no money moved;
--                   told once for each word
--                   (`seen` and `mismatch` of an id that is not this order's are both told as `mismatch`)
--   refused    the command does not fit the status (cancel after the send; a verdict without its voices)
--   missing    no such order
--
-- Where the answer comes when the customer has left, or changes an earlier one, an entry of the inbox is written with it.
create or replace function apply_outcomes(p_outcomes jsonb, p_now timestamptz)
returns table (order_id uuid, verdict text, from_status order_status, to_status order_status, doubt_count integer, miss_count integer)
language plpgsql as $$
#variable_conflict use_column
declare
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_id uuid[]; v_verdict text[]; v_from order_status[]; v_to order_status[]; v_doubt integer[]; v_miss integer[];
  v_shop integer[]; v_book text[]; v_transfer text[]; v_amount bigint[]; v_staff integer[];
  v_moves integer[];
  v_is_told boolean;
begin
  -- Orders first, then (inside post_transfers) their shops' accounts, each in id order. Placing locks accounts and only ever
  -- inserts orders, so the two cannot wait for each other in a ring.
  perform 1 from orders o
    where o.id in (select (x ->> 'order_id')::uuid from jsonb_array_elements(p_outcomes) x)
    order by o.id for no key update;

  with handed as (
    select (x ->> 'order_id')::uuid as order_id, x ->> 'topup_id' as topup_id, x as body from jsonb_array_elements(p_outcomes) x
  ),
  -- An id of the provider's that another order of ours bears, or a second one for this order, is not this order's fate,
  -- whatever else the answer says: none of it is taken over. (The index on topup_id would refuse the whole batch.)
  trusted as materialized (
    select h.order_id,
      case when h.topup_id is not null and (
          h.topup_id <> o.topup_id
          or exists (select 1 from orders other where other.topup_id = h.topup_id and other.id <> h.order_id)
          or row_number() over (partition by h.topup_id order by h.order_id) > 1)
        then jsonb_build_object('word', 'mismatch', 'answer', 'mismatch', 'due_in_ms', h.body -> 'due_in_ms',
          'detail', coalesce(h.body -> 'detail', '{}') || jsonb_build_object('foundTopupId', h.topup_id))
        else h.body end as body
    from handed h left join orders o on o.id = h.order_id
  ),
  outcome as materialized (
    select t.order_id, learned.* from trusted t cross join lateral jsonb_to_record(t.body) as learned(
      word text, to_status order_status, due_in_ms bigint, look_back_in_ms bigint, is_answer boolean,
      topup_id text, topup_ref text, provider_status text, charged_centimes bigint, refund_message text, offers jsonb,
      answer text, refusal_code text, refusal_message text, staff_id integer, detail jsonb)
  ),
  weighed as materialized (
    select x.*, o.shop_id, o.book, o.charge_centimes, o.face_centimes, o.status, o.topup_id as known_topup_id, o.reversed_at, o.finished_at is not null as is_final,
      o.verdict_at is not null as is_by_people, o.last_answer = 'mismatch' as is_known_mismatch,
      o.status = 'uncertain' or v_now > o.placed_at + make_interval(secs => s.late_after_seconds) as is_late,
      coalesce(x.provider_status, x.answer, x.word) as said,
      -- An answer that proves what became of its POST takes that POST out of doubt.
      greatest(0, o.doubt_count - case when coalesce(x.is_answer, false) and x.word <> 'unknown' then 1 else 0 end) as doubt_left
    from outcome x join orders o on o.id = x.order_id join shops s on s.id = o.shop_id
  ),
  aimed as (
    select w.*, case
        when w.word = 'accepted' and w.status = 'sending' then 'pending'::order_status
        -- With another POST of the same order in doubt, a refusal proves nothing: the first may be the reason for the second.
        -- Nor does it while the provider has the order, which a look may have found before this answer came.
        when w.word = 'refused' and w.status in ('sending', 'uncertain') and w.doubt_left = 0 and w.known_topup_id is null
          then 'rejected'
        when w.word = 'later' and w.status = 'sending' and w.doubt_left = 0 and w.known_topup_id is null then 'queued'
        when w.word = 'seen' then w.to_status
        -- Somebody else's order under our reference, or nobody could find out in time: a person must see it.
        when w.word in ('overdue', 'mismatch') and not w.is_final then 'uncertain'
        when w.word = 'cancel' then 'cancelled'
        -- What those who must agree have said, and not what the caller believes they did.
        when w.word = 'verdict' and w.status = 'uncertain' then
          case agreed_verdict(w.order_id) when 'delivered' then 'fulfilled'::order_status when 'not_delivered' then 'refunded' end
      end as aim
    from weighed w
  ),
  ruled as (
    select a.*,
      case
        when a.aim is not null and exists (select 1 from order_transitions t where t.from_status = a.status and t.to_status = a.aim)
          then 'moved'
        when a.word = 'seen' and a.status = 'fulfilled' and a.aim = 'refunded' and not a.is_by_people
          then case when a.reversed_at is null then 'reversed' else 'noted' end
        when a.word = 'seen' and a.is_final and a.aim in ('fulfilled', 'refunded')
          and (a.aim is distinct from a.status or a.reversed_at is not null) then 'contradiction'
        -- Its money was given back, and the provider has it after all; or two orders of the provider's bear our reference.
        when a.word in ('accepted', 'seen') and a.status in ('rejected', 'cancelled') then 'contradiction'
        when a.word = 'mismatch' and a.is_final then 'contradiction'
        when a.word in ('cancel', 'verdict') then 'refused'
        else 'noted'
      end as ruling
    from aimed a
  ),
  decided as materialized (
    select r.*,
      case when r.ruling = 'contradiction' and exists (
          select 1 from late_results l where l.order_id = r.order_id and l.kind = 'contradiction' and l.said = r.said)
        then 'noted' else r.ruling end as verdict
    from ruled r
  ),
  changed as (
    update orders o set
      status = case when d.verdict = 'moved' then d.aim else o.status end,
      doubt_count = d.doubt_left,
      look_count = o.look_count + case when d.word in ('seen', 'absent', 'missed') then 1 else 0 end,
      last_look_at = case when d.word in ('seen', 'absent', 'missed') then v_now else o.last_look_at end,
      miss_count = case when d.word = 'absent' then o.miss_count + 1 when d.word = 'seen' then 0 else o.miss_count end,
      last_answer = coalesce(d.answer, o.last_answer),
      topup_id = coalesce(o.topup_id, d.topup_id),
      topup_ref = coalesce(o.topup_ref, d.topup_ref),
      provider_status = coalesce(d.provider_status, o.provider_status),
      provider_charged_centimes = coalesce(d.charged_centimes, o.provider_charged_centimes),
      -- What was said while it was uncertain is of no use to a customer who has been served; the timeline keeps it.
      refund_message = case when d.verdict = 'moved' and d.aim = 'fulfilled' then d.refund_message
                            else coalesce(d.refund_message, o.refund_message) end,
      suggested_offers = case when d.verdict = 'moved' and d.aim = 'fulfilled' then d.offers
                              else coalesce(d.offers, o.suggested_offers) end,
      refusal_code = coalesce(d.refusal_code, o.refusal_code),
      refusal_message = coalesce(d.refusal_message, o.refusal_message),
      reversed_at = case when d.verdict = 'reversed' then v_now else o.reversed_at end,
      finished_at = case when d.verdict = 'moved' and d.aim in ('fulfilled', 'refunded', 'rejected', 'cancelled')
                         then v_now else o.finished_at end,
      verdict_at = case when d.verdict = 'moved' and d.word = 'verdict' then v_now else o.verdict_at end,
      look_back_at = case
        when (d.verdict = 'moved' and d.aim in ('fulfilled', 'refunded')) or (d.is_final and d.word in ('seen', 'absent', 'missed'))
          then v_now + make_interval(secs => d.look_back_in_ms / 1000.0)
        else o.look_back_at end,
      due_at = case when o.finished_at is not null then null
                    when d.verdict = 'moved' and d.aim in ('fulfilled', 'refunded', 'rejected', 'cancelled') then null
                    else coalesce(v_now + make_interval(secs => d.due_in_ms / 1000.0), o.due_at) end,
      version = o.version + 1
    from decided d where o.id = d.order_id
    returning o.id, o.miss_count, o.status
  ),
  told as (
    insert into order_events (shop_id, order_id, kind, from_status, to_status, staff_id, detail, created_at)
    select d.shop_id, d.order_id,
      case when d.verdict in ('reversed', 'contradiction') then d.verdict else d.word end,
      d.status, c.status, d.staff_id,
      jsonb_strip_nulls(coalesce(d.detail, '{}') || jsonb_build_object(
        'answer', d.answer, 'provider_status', d.provider_status, 'topup_id', d.topup_id, 'refund_message', d.refund_message,
        'refusal_code', d.refusal_code, 'refusal_message', d.refusal_message)),
      v_now
    from decided d join changed c on c.id = d.order_id
    where d.verdict in ('moved', 'reversed', 'contradiction')
      or (d.verdict = 'noted' and d.word in ('unknown', 'refused', 'later', 'accepted'))
      -- Every look at it finds the same stranger; telling it once is enough.
      or (d.verdict = 'noted' and d.word = 'mismatch' and d.is_known_mismatch is not true)
    order by d.order_id
    returning 1
  ),
  -- Nobody stands at the counter any more: somebody must tell the customer, or answer for a word that was changed.
  kept as (
    insert into late_results (shop_id, order_id, kind, said, cash_centimes, created_at)
    select d.shop_id, d.order_id,
      case when d.verdict <> 'moved' then d.verdict when d.aim = 'fulfilled' then 'delivered_late' else 'refunded_late' end,
      d.said,
      case when d.verdict = 'reversed' or (d.verdict = 'moved' and d.aim <> 'fulfilled') then d.face_centimes else 0 end,
      v_now
    from decided d
    where d.verdict in ('reversed', 'contradiction')
      or (d.verdict = 'moved' and d.is_late and d.aim in ('fulfilled', 'refunded', 'rejected'))
    order by d.order_id
    on conflict on constraint late_results_once do nothing
    returning 1
  ),
  answers as (
    select row_number() over (order by x.order_id)::integer as i, x.order_id, coalesce(d.verdict, 'missing') as verdict,
      d.status as from_status, c.status as to_status, d.doubt_left, c.miss_count, d.shop_id, d.book, d.charge_centimes,
      d.staff_id,
      case
        when d.verdict = 'reversed' then 'reversal'
        when d.verdict <> 'moved' then null
        when d.aim = 'fulfilled' then 'settle'
        when d.aim in ('refunded', 'rejected', 'cancelled') then 'release'
      end as transfer
    from outcome x
    left join decided d on d.order_id = x.order_id
    left join changed c on c.id = x.order_id
  )
  select array_agg(a.order_id order by i), array_agg(a.verdict order by i), array_agg(a.from_status order by i),
         array_agg(a.to_status order by i), array_agg(a.doubt_left order by i), array_agg(a.miss_count order by i),
         array_agg(a.shop_id order by i), array_agg(a.book order by i), array_agg(a.transfer order by i),
         array_agg(a.charge_centimes order by i), array_agg(a.staff_id order by i),
         array_agg(a.i order by i) filter (where a.transfer is not null),
         (select count(*) > 0 from told) or (select count(*) > 0 from kept)
    into v_id, v_verdict, v_from, v_to, v_doubt, v_miss, v_shop, v_book, v_transfer, v_amount, v_staff, v_moves, v_is_told
    from answers a;

  if v_moves is not null then
    perform post_transfers(
      array_agg(v_shop[i] order by i), array_agg(v_book[i] order by i), array_agg(v_transfer[i] order by i),
      array_agg(v_amount[i] order by i), array_agg(v_id[i] order by i), array_agg(null::uuid),
      array_agg(v_staff[i] order by i), array_agg(null::text), v_now)
    from unnest(v_moves) as i;
  end if;
  if v_is_told then perform pg_notify('rasid_live', ''); end if;

  return query select * from unnest(v_id, v_verdict, v_from, v_to, v_doubt, v_miss);
end
$$;
