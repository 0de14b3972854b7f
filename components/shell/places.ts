import { can, type Role } from "@/lib/auth/roles";

export type PlaceKey = "counter" | "orders" | "shelf" | "balance" | "reports" | "reconcile" | "settings";

/** Where a role can go, in the navigation's order. Asked on the server: a browser is not told what others may do. */
export function placesOf(role: Role): readonly PlaceKey[] {
  const places: (PlaceKey | false)[] = [
    can(role, "sell") && "counter",
    "orders",
    "shelf",
    can(role, "seeBalance") && "balance",
    can(role, "seeReports") && "reports",
    can(role, "reconcile") && "reconcile",
    can(role, "settings") && "settings",
  ];
  return places.filter((place) => place !== false);
}
