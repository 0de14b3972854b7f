-- The one writer of accounts and transfers.
--
-- Every kind of movement goes between two kinds of account, always of one shop and one book:
--   deposit   funding -> float      money arrives
--   hold      float   -> held       an order is placed
--   settle    held    -> sold       it was delivered
--   release   held    -> float      it was not
--   reversal  sold    -> float      the provider took a delivered order back
--
-- Accounts are locked in id order, by every caller, before anything is read: two batches that touch the same shops
-- queue instead of deadlocking. FOR NO KEY UPDATE leaves foreign-key checks of other transactions alone. Who has locked both
-- accounts of every movement in that way already, in an earlier statement, says so with p_is_locked.
-- Throws 23514 when a balance would pass its floor, 23505 when a movement was made before, P0002 when a shop lacks an account.
--
-- Planned once a connection: to plan it costs several times what it takes to run. As a plan made without the arrays cannot know how
-- many there are, every account is to be found by its index: linear in the movements, whatever the size of the tables.
drop function if exists post_transfers(integer[], text[], text[], bigint[], uuid[], uuid[], integer[], text[], timestamptz);
create or replace function post_transfers(
  p_shop_id integer[], p_book text[], p_kind text[], p_amount bigint[],
  p_order_id uuid[], p_request_id uuid[], p_staff_id integer[], p_reason text[], p_now timestamptz,
  p_is_locked boolean default false
) returns integer language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set enable_material = off
set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_posted integer;
begin
  if not p_is_locked then
    perform 1 from accounts a
      where (a.shop_id, a.book) in (select t.shop_id, t.book from unnest(p_shop_id, p_book) as t(shop_id, book))
      order by a.id for no key update;
  end if;

  with moves as materialized (
    select t.n, t.shop_id, t.kind, t.amount, t.order_id, t.request_id, t.staff_id, t.reason, f.id as from_id, g.id as to_id,
      f.balance_centimes + case t.source when 'float' then t.in_float when 'held' then t.in_held when 'sold' then t.in_sold
                                         else t.in_funding end as from_after,
      g.balance_centimes + case t.target when 'float' then t.in_float when 'held' then t.in_held else t.in_sold end as to_after
    from (
      -- What has come into each account, or left it, up to and with this movement.
      select r.*,
        sum(case 'float' when r.source then -r.amount when r.target then r.amount end) over pool as in_float,
        sum(case 'held' when r.source then -r.amount when r.target then r.amount end) over pool as in_held,
        sum(case 'sold' when r.source then -r.amount when r.target then r.amount end) over pool as in_sold,
        sum(case 'funding' when r.source then -r.amount end) over pool as in_funding
      from (
        select m.*,
          case m.kind when 'deposit' then 'funding' when 'hold' then 'float' when 'settle' then 'held' when 'release' then 'held'
                      when 'reversal' then 'sold' end as source,
          case m.kind when 'deposit' then 'float' when 'hold' then 'held' when 'settle' then 'sold' when 'release' then 'float'
                      when 'reversal' then 'float' end as target
        from unnest(p_shop_id, p_book, p_kind, p_amount, p_order_id, p_request_id, p_staff_id, p_reason)
          with ordinality as m(shop_id, book, kind, amount, order_id, request_id, staff_id, reason, n)
      ) r
      window pool as (partition by r.shop_id, r.book order by r.n)
    ) t
    join accounts f on f.shop_id = t.shop_id and f.book = t.book and f.kind = t.source
    join accounts g on g.shop_id = t.shop_id and g.book = t.book and g.kind = t.target
  ),
  moved as (
    update accounts a set balance_centimes = a.balance_centimes + e.total
    from (
      select d.account_id, sum(d.delta)::bigint as total
      from (select from_id as account_id, -amount as delta from moves union all select to_id, amount from moves) d
      group by d.account_id
    ) e
    where a.id = e.account_id
  )
  insert into transfers (shop_id, kind, from_account_id, to_account_id, amount_centimes, from_balance_centimes,
                         to_balance_centimes, order_id, request_id, staff_id, reason, created_at)
  select m.shop_id, m.kind, m.from_id, m.to_id, m.amount, m.from_after, m.to_after,
         m.order_id, m.request_id, m.staff_id, m.reason, p_now
  from moves m order by m.n;
  get diagnostics v_posted = row_count;

  if v_posted <> coalesce(cardinality(p_shop_id), 0) then
    raise exception 'an account is missing or a kind of transfer is unknown' using errcode = 'P0002';
  end if;
  return v_posted;
end
$$;
