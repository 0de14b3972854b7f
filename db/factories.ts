import { randomUUID } from "node:crypto";
import { ABSENT_PASSWORD_HASH, hashPassword } from "../lib/auth/password";
import type { Role } from "../lib/auth/roles";
import { mintShopId } from "../lib/auth/shop-id";
import type { ShopId } from "../lib/id";
import { openAccounts } from "../lib/ledger/open-accounts";
import { type Book, postDeposit } from "../lib/ledger/post-transfers";
import type { Sql } from "./types";

/** What a factory made: the seed and the tests begin from the same things. */
export type NewShop = { readonly shopId: ShopId; readonly name: string };
export type NewStaff = { readonly staffId: number; readonly userName: string; readonly sessionVersion: number };

export type ShopInput = {
  readonly name?: string;
  readonly isActive?: boolean;
  readonly defaultChargeBp?: number;
  readonly graceSeconds?: number;
  readonly repeatWindowSeconds?: number;
  /** Basis points of face by plan code. */
  readonly prices?: Readonly<Record<string, number>>;
};

/** A shop with its accounts at zero. One that already bears the name is left as it is, and returned. */
export async function createShop(sql: Sql, input: ShopInput = {}): Promise<NewShop> {
  const name = input.name ?? `Shop ${randomUUID()}`;
  await sql`
    insert into shops (name, is_active, default_charge_bp, grace_seconds, repeat_window_seconds)
    values (${name}, ${input.isActive ?? true}, ${input.defaultChargeBp ?? 10_000}, ${input.graceSeconds ?? 0},
      ${input.repeatWindowSeconds ?? 600})
    on conflict (name) do nothing`;
  const [row] = await sql<{ id: number }[]>`select id from shops where name = ${name}`;
  if (!row) throw new Error(`the shop ${name} is not visible after its insert`);
  const shopId = mintShopId(row.id);
  await openAccounts(sql, shopId);
  for (const [planCode, chargeBp] of Object.entries(input.prices ?? {})) {
    await sql`
      insert into shop_prices (shop_id, plan_code, charge_bp) values (${shopId}, ${planCode}, ${chargeBp})
      on conflict (shop_id, plan_code) do nothing`;
  }
  return { shopId, name };
}

export type StaffInput = {
  /** Null for an operator, and only then. */
  readonly shopId: ShopId | null;
  readonly role?: Role;
  readonly userName?: string;
  readonly displayName?: string;
  /** Without one, nobody can sign in as this person by password. */
  readonly password?: string;
  readonly isActive?: boolean;
};

/** A person. One who already bears the user name is left as they are, and returned. */
export async function createStaff(sql: Sql, input: StaffInput): Promise<NewStaff> {
  const role = input.role ?? (input.shopId === null ? "operator" : "cashier");
  const userName = input.userName ?? `${role}-${randomUUID().slice(0, 8)}`;
  const passwordHash = input.password === undefined ? ABSENT_PASSWORD_HASH : await hashPassword(input.password);
  await sql`
    insert into staff (shop_id, user_name, display_name, password_hash, role, is_active)
    values (${input.shopId}, ${userName}, ${input.displayName ?? userName}, ${passwordHash}, ${role},
      ${input.isActive ?? true})
    on conflict (lower(user_name)) do nothing`;
  const [row] = await sql<NewStaff[]>`
    select id as "staffId", user_name as "userName", session_version as "sessionVersion"
    from staff where lower(user_name) = lower(${userName})`;
  if (!row) throw new Error(`the person ${userName} is not visible after the insert`);
  return row;
}

export type DepositTarget = { readonly shopId: ShopId; readonly book?: Book; readonly requestId?: string };

/** Puts money on a shop's float. The same request id deposits once. */
export async function depositTo(sql: Sql, target: DepositTarget, amountCentimes: bigint): Promise<boolean> {
  return postDeposit(sql, {
    shopId: target.shopId,
    book: target.book ?? "live",
    amountCentimes,
    requestId: target.requestId ?? randomUUID(),
    staffId: null,
    reason: "opening balance",
  });
}
