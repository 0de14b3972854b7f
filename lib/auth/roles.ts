export const ROLES = ["cashier", "manager", "owner", "auditor", "operator"] as const;

export type Role = (typeof ROLES)[number];

/**
 * What each role may do. One table, read by pages, actions, routes and the navigation.
 *
 * - `sell`: place orders and cancel queued ones.
 * - `overridePause`: sell what is paused because the provider fails with it.
 * - `settings`: what the shop's counter works by.
 * - `checkOrder`: ask the provider about an order now.
 * - `printReceipt`: print a customer's receipt, which is counted.
 * - `seeBalance`: the float, the held money and the statement.
 * - `seeReports`: what was sold and what became of it; `seeProfit`: what the shop earned by it, and what it was charged.
 * - `seeCost`: what the provider charges; the operator's own business.
 * - `giveVerdict`: say what became of an uncertain order; `secondVerdict`: agree with such a word, or not.
 * - `reconcile`: compare our books with the provider's, over all shops.
 * - `everyShop`: act in any shop, one at a time.
 */
export const PERMISSIONS = {
  cashier: ["sell", "checkOrder", "printReceipt", "seeReports"],
  manager: ["sell", "checkOrder", "printReceipt", "seeBalance", "seeReports", "seeProfit"],
  owner: [
    "sell",
    "checkOrder",
    "printReceipt",
    "seeBalance",
    "seeReports",
    "seeProfit",
    "secondVerdict",
    "overridePause",
    "settings",
  ],
  auditor: ["seeBalance", "seeReports", "seeProfit"],
  operator: [
    "checkOrder",
    "printReceipt",
    "seeBalance",
    "seeReports",
    "seeProfit",
    "seeCost",
    "giveVerdict",
    "secondVerdict",
    "reconcile",
    "everyShop",
    "overridePause",
    "settings",
  ],
} as const satisfies Record<Role, readonly string[]>;

export type Permission = (typeof PERMISSIONS)[Role][number];

export function can(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[role] as readonly Permission[]).includes(permission);
}
