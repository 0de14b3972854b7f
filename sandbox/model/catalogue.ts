import type { Plan } from "./plans";

/**
 * The catalogue a shop would recognise. Codes, costs and ranges of PREPAID_MOBILIS, PREPAID_DJEZZY, GROS_MOBILIS and
 * PIXX_500 are the documented ones; the others follow their pattern. A `FACTURE_*` accepts every amount that its
 * prepaid sister accepts, because the service offers it for the same amount.
 */
export const CATALOGUE: readonly Plan[] = [
  dynamic("PREPAID_MOBILIS", "PREPAID | عادي", "Mobilis", "0.96", 40, 3999),
  dynamic("FACTURE_MOBILIS", "FACTURE | فاتورة", "Mobilis", "0.98", 40, 50000),
  dynamic("GROS_MOBILIS", "GROS | جملة", "GMobilis", "0.955", 5000, 300000),
  getmenu("GETMENU_Mobilis", "Mobilis GetMenu", "Mobilis"),
  dynamic("PREPAID_DJEZZY", "PREPAID | عادي", "Djezzy", "0.9925", 100, 10000),
  dynamic("FACTURE_DJEZZY", "FACTURE | فاتورة", "Djezzy", "0.9925", 100, 50000),
  getmenu("GETMENU_Djezzy", "Djezzy GetMenu", "Djezzy"),
  dynamic("PREPAID_OOREDOO", "PREPAID | عادي", "Ooredoo", "0.975", 50, 10000),
  dynamic("FACTURE_OOREDOO", "FACTURE | فاتورة", "Ooredoo", "0.985", 50, 50000),
  getmenu("GETMENU_Ooredoo", "Ooredoo GetMenu", "Ooredoo"),

  fixed("MIX500_MOBILIS", "AUTO | MIX 500", "Mobilis", "0.96", 500),
  fixed("MIX1000_MOBILIS", "AUTO | MIX 1000", "Mobilis", "0.96", 1000),
  fixed("MIX1500_MOBILIS", "AUTO | MIX 1500", "Mobilis", "0.96", 1500),
  fixed("MIX2000_MOBILIS", "AUTO | MIX 2000", "Mobilis", "0.96", 2000, false),
  fixed("MIX500_DJEZZY", "AUTO | MIX 500", "Djezzy", "0.9925", 500),
  fixed("MIX1000_DJEZZY", "AUTO | MIX 1000", "Djezzy", "0.9925", 1000),
  fixed("SPECIAL2000_DJEZZY", "Special 2000 🎁", "Djezzy", "0.9925", 2000),
  fixed("DATA1GB_DJEZZY", "Data Pack 1GB 📶", "Djezzy", "0.9925", 300, false),
  fixed("MIX500_OOREDOO", "AUTO | MIX 500", "Ooredoo", "0.975", 500),
  fixed("MIX1000_OOREDOO", "AUTO | MIX 1000", "Ooredoo", "0.975", 1000),
  fixed("MIX1500_OOREDOO", "AUTO | MIX 1500", "Ooredoo", "0.975", 1500, false),
  fixed("MIX2000_OOREDOO", "AUTO | MIX 2000", "Ooredoo", "0.975", 2000),
  fixed("PIXX_500", "Pixx 500 DA", "Pixx", "0.97", 500),
  fixed("PIXX_1000", "Pixx 1000 DA", "Pixx", "0.97", 1000),
  fixed("PIXX_1500", "Pixx 1500 DA", "Pixx", "0.97", 1500),
  fixed("PIXX_2000", "Pixx 2000 DA", "Pixx", "0.97", 2000),
  fixed("SAMA_500", "Sama 500 DA", "Pixx", "0.97", 500),
  fixed("SAMA_1000", "Sama 1000 DA", "Pixx", "0.97", 1000),
  fixed("SAMA_2000", "Sama 2000 DA", "Pixx", "0.97", 2000, false),
];

function dynamic(
  code: string,
  name: string,
  operator: Plan["operator"],
  cost: string,
  minDinars: number,
  maxDinars: number,
): Plan {
  return { kind: "dynamic", code, name, operator, cost, isEnabled: true, minDinars, maxDinars };
}

function getmenu(code: string, name: string, operator: Plan["operator"]): Plan {
  return { kind: "getmenu", code, name, operator, cost: "0.98", isEnabled: true, minDinars: 50, maxDinars: 5000 };
}

function fixed(
  code: string,
  name: string,
  operator: Plan["operator"],
  cost: string,
  amountDinars: number,
  isEnabled = true,
): Plan {
  return { kind: "fixed", code, name, operator, cost, isEnabled, amountDinars };
}
