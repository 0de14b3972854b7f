import type { ShopId } from "@/lib/id";
import type { Role } from "./roles";

export type { ShopId } from "@/lib/id";

/** Who acts, as every page, action and route receives it after the check of the staff row. */
export type Session = {
  readonly staffId: number;
  readonly userName: string;
  readonly displayName: string;
  readonly role: Role;
  /** The shop acted in: the person's own, or the one an operator chose. */
  readonly shopId: ShopId;
  readonly shopName: string;
};
