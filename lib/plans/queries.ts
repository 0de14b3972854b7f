import { and, asc, eq, ne } from "drizzle-orm";
import type { Db } from "@/db/types";
import { plans, shopPrices, shops } from "@/db/schema";
import type { ShopId } from "@/lib/id";
import { centimesToDinars } from "@/lib/money/centimes";
import type { PlanView } from "./view";

/** Everything a shop may sell, in the catalogue's order, with its price; disabled plans too, which the counter explains. */
export async function listPlans(db: Db, shopId: ShopId): Promise<PlanView[]> {
  const rows = await db
    .select({ plan: plans, priceBp: shopPrices.chargeBp, defaultBp: shops.defaultChargeBp })
    .from(plans)
    .innerJoin(shops, eq(shops.id, shopId))
    .leftJoin(shopPrices, and(eq(shopPrices.shopId, shopId), eq(shopPrices.planCode, plans.code)))
    .where(ne(plans.kind, "getmenu"))
    .orderBy(asc(plans.position));
  return rows.flatMap(({ plan, priceBp, defaultBp }) =>
    plan.kind === "getmenu"
      ? []
      : [
          {
            code: plan.code,
            name: plan.name,
            operator: plan.operator,
            kind: plan.kind,
            minDinars: centimesToDinars(plan.minCentimes),
            maxDinars: centimesToDinars(plan.maxCentimes),
            chargeBp: priceBp ?? defaultBp,
            isEnabled: plan.isEnabled,
          },
        ],
  );
}
