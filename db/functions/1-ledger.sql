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
-- queue instead of deadlocking. FOR NO KEY UPDATE leaves foreign-key checks of other transactions alone.
-- Throws 23514 when a balance would pass its floor, 23505 when a movement was made before, P0002 when a shop lacks an account.
create or replace function post_transfers(
  p_shop_id integer[], p_book text[], p_kind text[], p_amount bigint[],
  p_order_id uuid[], p_request_id uuid[], p_staff_id integer[], p_reason text[], p_now timestamptz
) returns integer language plpgsql as $$
declare
  v_posted integer;
begin
  perform 1 from accounts a
    where (a.shop_id, a.book) in (select t.shop_id, t.book from unnest(p_shop_id, p_book) as t(shop_id, book))
    order by a.id for no key update;

  with moves as materialized (
    select t.*, f.id as from_id, f.balance_centimes as from_start, g.id as to_id, g.balance_centimes as to_start
    from unnest(p_shop_id, p_book, p_kind, p_amount, p_order_id, p_request_id, p_staff_id, p_reason)
      with ordinality as t(shop_id, book, kind, amount, order_id, request_id, staff_id, reason, n)
    join (values ('deposit', 'funding', 'float'), ('hold', 'float', 'held'), ('settle', 'held', 'sold'),
                 ('release', 'held', 'float'), ('reversal', 'sold', 'float')) as route(kind, source, target)
      on route.kind = t.kind
    join accounts f on f.shop_id = t.shop_id and f.book = t.book and f.kind = route.source
    join accounts g on g.shop_id = t.shop_id and g.book = t.book and g.kind = route.target
  ),
  entries as (
    select n, from_id as account_id, -amount as delta, from_start as start from moves
    union all
    select n, to_id, amount, to_start from moves
  ),
  running as (
    select n, account_id, start + sum(delta) over (partition by account_id order by n) as balance_after from entries
  ),
  inserted as (
    insert into transfers (shop_id, kind, from_account_id, to_account_id, amount_centimes, from_balance_centimes,
                           to_balance_centimes, order_id, request_id, staff_id, reason, created_at)
    select m.shop_id, m.kind, m.from_id, m.to_id, m.amount, rf.balance_after, rt.balance_after,
           m.order_id, m.request_id, m.staff_id, m.reason, p_now
    from moves m
    join running rf on rf.n = m.n and rf.account_id = m.from_id
    join running rt on rt.n = m.n and rt.account_id = m.to_id
    order by m.n
    returning 1
  ),
  moved as (
    update accounts a set balance_centimes = a.balance_centimes + e.total
    from (select account_id, sum(delta)::bigint as total from entries group by account_id) e
    where a.id = e.account_id
  )
  select count(*) into v_posted from inserted;

  if v_posted <> coalesce(array_length(p_shop_id, 1), 0) then
    raise exception 'an account is missing or a kind of transfer is unknown' using errcode = 'P0002';
  end if;
  return v_posted;
end
$$;
