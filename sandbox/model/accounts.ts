export type BookName = "sandbox" | "production" | "other";

/** Who a key belongs to. Each book has its own wallet, orders and references. */
export type KeyRecord = {
  readonly key: string;
  readonly book: BookName;
  readonly type: "SANDBOX" | "PRODUCTION";
  readonly scope: "READ-WRITE" | "READ-ONLY";
  readonly isEnabled: boolean;
  /** Exact addresses; empty is everywhere. */
  readonly allowedIps: readonly string[];
};

/** The account's number, part of every stored reference. `other` is a second customer of the service. */
export const USERNAMES: Readonly<Record<BookName, string>> = {
  sandbox: "+213550112233",
  production: "+213550112233",
  other: "+213661445566",
};

export const BOOKS: readonly BookName[] = ["sandbox", "production", "other"];

/** Fixed, so that a shop's configuration survives a restart. They open nothing but this program. */
export const KEYS = {
  sandbox: "5a4db0c5-1f0e-4c1a-9d01-000000000001",
  production: "5a4db0c5-1f0e-4c1a-9d01-000000000002",
  readOnly: "5a4db0c5-1f0e-4c1a-9d01-000000000003",
  disabled: "5a4db0c5-1f0e-4c1a-9d01-000000000004",
  ipListed: "5a4db0c5-1f0e-4c1a-9d01-000000000005",
  otherAccount: "5a4db0c5-1f0e-4c1a-9d01-000000000006",
} as const;

/** The one address that the IP-listed key accepts: from a range kept for documentation, so no caller has it by chance. */
export const LISTED_ADDRESS = "203.0.113.7";

export function keyRecords(sandboxKey: string = KEYS.sandbox): readonly KeyRecord[] {
  const ordinary = { book: "sandbox", type: "SANDBOX", scope: "READ-WRITE", isEnabled: true, allowedIps: [] } as const;
  return [
    { ...ordinary, key: KEYS.production, book: "production", type: "PRODUCTION" },
    { ...ordinary, key: KEYS.readOnly, scope: "READ-ONLY" },
    { ...ordinary, key: KEYS.disabled, isEnabled: false },
    { ...ordinary, key: KEYS.ipListed, allowedIps: [LISTED_ADDRESS] },
    { ...ordinary, key: KEYS.otherAccount, book: "other" },
    // Last, so that a chosen key opens the sandbox even where it repeats one of the above.
    { ...ordinary, key: sandboxKey },
  ];
}
