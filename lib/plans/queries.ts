import { and, asc, eq, ne, sql } from "drizzle-orm";
import { preparedOnce } from "@/lib/prepared";
import type { Db } from "@/db/types";
import { plans, shopPrices, shops } from "@/db/schema";
import type { ShopId } from "@/lib/id";
import { centimesToDinars } from "@/lib/money/centimes";
import type { PlanView } from "./view";

/** Everything a shop may sell, in the catalogue's order, with its price; disabled plans too, which the counter explains. */
export async function listPlans(db: Db, shopId: ShopId): Promise<PlanView[]> {
  const statement = preparedOnce(db, "list_plans", (own, name) =>
    own
      .select({ plan: plans, priceBp: shopPrices.chargeBp, defaultBp: shops.defaultChargeBp })
      .from(plans)
      .innerJoin(shops, eq(shops.id, sql.placeholder("shopId")))
      .leftJoin(shopPrices, and(eq(shopPrices.shopId, shops.id), eq(shopPrices.planCode, plans.code)))
      .where(ne(plans.kind, "getmenu"))
      .orderBy(asc(plans.position))
      .prepare(name),
  );
  const rows = await statement.execute({ shopId });
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
