import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BalancePage } from "@/components/balance/balance-page";
import { Hydrated } from "@/components/live/hydrated";
import { Words } from "@/components/words";
import { loadBalance } from "@/lib/boundary/reads";
import { balanceKeys } from "@/lib/orders/query-options";
import { paceKeys } from "@/lib/reports/query-options";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("balance"))("title") };
}

export default async function BalanceRoute() {
  const { balance, statement, pace } = await loadBalance();
  const entries = [
    [balanceKeys.now, balance],
    [paceKeys.now, pace],
    [balanceKeys.statement, { pages: [statement], pageParams: [null] }],
  ] as const;
  return (
    <Words of={["balance", "common"]}>
      <Hydrated entries={entries}>
        <BalancePage />
      </Hydrated>
    </Words>
  );
}
