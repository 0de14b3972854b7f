-- Counts a receipt before it is printed, and answers which copy it is: 1 is the original. Null where there is nothing to print:
-- not an order of this shop, not delivered, or taken back since. The order's row is locked, so that of two tills one prints the original.
create or replace function print_receipt(p_order_id uuid, p_shop_id integer, p_staff_id integer)
returns integer language plpgsql as $$
declare
  v_copy integer;
begin
  perform 1 from orders o
    where o.id = p_order_id and o.shop_id = p_shop_id and o.status = 'fulfilled' and o.reversed_at is null
    for no key update;
  if not found then return null; end if;
  insert into receipt_prints (shop_id, order_id, staff_id, copy)
    select p_shop_id, p_order_id, p_staff_id, 1 + coalesce(max(r.copy), 0) from receipt_prints r where r.order_id = p_order_id
    returning copy into v_copy;
  return v_copy;
end
$$;

create or replace trigger receipt_prints_append_only before update or delete on receipt_prints
  for each row execute function refuse_change();
create or replace trigger receipt_prints_no_truncate before truncate on receipt_prints
  for each statement execute function refuse_change();
