import { answerJson, defineRoute } from "@/lib/boundary/route";
import { getReconcileView } from "@/lib/reconcile/queries";

export const GET = defineRoute("reconcile", "reconcile", async ({ sql }) => answerJson(await getReconcileView(sql)));
