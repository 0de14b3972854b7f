import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { openOrderInShopAction, reconcileAction } from "@/app/actions";
import { Hydrated } from "@/components/live/hydrated";
import { ReconcilePage } from "@/components/reconcile/reconcile-page";
import { Words } from "@/components/words";
import { loadReconciliation } from "@/lib/boundary/reads";
import { reconcileKeys } from "@/lib/reconcile/query-options";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("reconcile"))("title") };
}

export default async function ReconcileRoute() {
  const { session, view } = await loadReconciliation();
  return (
    <Words of={["reconcile", "access", "commands"]}>
      <Hydrated entries={[[reconcileKeys.now, view]]}>
        <ReconcilePage shopId={session.shopId} reconcile={reconcileAction} openOrder={openOrderInShopAction} />
      </Hydrated>
    </Words>
  );
}
