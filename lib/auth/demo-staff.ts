import type { Role } from "./roles";

/** Known to everyone who reads this: `signIn` refuses it outside a demo. */
export const DEMO_PASSWORD = "rasid-demo";

export type DemoStaff = {
  readonly userName: string;
  readonly displayName: string;
  readonly role: Role;
  /** Null for the operator, who belongs to no shop. */
  readonly shopName: string | null;
};

const DIDOUCHE = "Boutique Didouche";
const EL_BIAR = "Kiosque El Biar";

/** Who can sign in to a demo: shown on the sign-in page and by `npm start`, written by the seed. */
export const DEMO_STAFF: readonly DemoStaff[] = [
  { userName: "cashier", displayName: "Yasmine Haddad", role: "cashier", shopName: DIDOUCHE },
  { userName: "manager", displayName: "Karim Belkacem", role: "manager", shopName: DIDOUCHE },
  { userName: "owner", displayName: "Nadia Benali", role: "owner", shopName: DIDOUCHE },
  { userName: "auditor", displayName: "Samir Cherif", role: "auditor", shopName: DIDOUCHE },
  { userName: "cashier2", displayName: "Lina Meziane", role: "cashier", shopName: EL_BIAR },
  { userName: "operator", displayName: "Rachid Amrani", role: "operator", shopName: null },
];

export const DEMO_SHOPS = [
  {
    name: DIDOUCHE,
    defaultChargeBp: 9_800,
    /** What the shop pays is a little above what the provider takes: the operator's margin. */
    prices: { PREPAID_MOBILIS: 9_700, PREPAID_DJEZZY: 9_950, FACTURE_DJEZZY: 9_950, GETMENU_Mobilis: 9_850 },
    depositDinars: 50_000n,
    depositRequestId: "018f2b6e-0000-7000-8000-000000000001",
  },
  {
    name: EL_BIAR,
    defaultChargeBp: 9_900,
    prices: { PREPAID_MOBILIS: 9_750 },
    depositDinars: 20_000n,
    depositRequestId: "018f2b6e-0000-7000-8000-000000000002",
  },
] as const;
