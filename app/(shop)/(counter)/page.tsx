import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cancelOrderAction, overridePauseAction, placeOrderAction } from "@/app/actions";
import { Counter } from "@/components/counter/counter";
import { Hydrated } from "@/components/live/hydrated";
import { parsePrefill } from "@/components/orders/prefill";
import { Words } from "@/components/words";
import { can } from "@/lib/auth/roles";
import { loadCounter } from "@/lib/boundary/reads";
import { requireSession } from "@/lib/boundary/session";
import { balanceKeys, orderKeys, pauseKeys, RECENT_ROWS } from "@/lib/orders/query-options";
import { paceKeys } from "@/lib/reports/query-options";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("counter"))("title") };
}

type CounterPageProps = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function CounterPage({ searchParams }: CounterPageProps) {
  const session = await requireSession();
  // Who may not sell has no counter; the list is where their work begins.
  if (!can(session.role, "sell")) redirect("/orders");
  const query = await searchParams;
  const prefill = parsePrefill((name) => {
    const value = query[name];
    return typeof value === "string" ? value : undefined;
  });
  const { plans, balance, recent, regulars, pauses, pace } = await loadCounter();
  const entries = [
    [orderKeys.page({ filter: {}, cursor: null, limit: RECENT_ROWS }), recent],
    [balanceKeys.now, balance],
    [pauseKeys.now, pauses],
    [paceKeys.now, pace],
  ] as const;
  return (
    <Words
      of={["balance", "counter", "common", "orders", "pauses", "plans", "refusals", "access", "status", "uncertain"]}
    >
      <Hydrated entries={entries}>
        <Counter
          key={prefill === null ? "empty" : `${prefill.originOrderId} ${prefill.planCode}`}
          shopId={session.shopId}
          staffId={session.staffId}
          plans={plans}
          regulars={regulars}
          prefill={prefill}
          placeOrder={placeOrderAction}
          cancelOrder={cancelOrderAction}
          overridePause={can(session.role, "overridePause") ? overridePauseAction : null}
        />
      </Hydrated>
    </Words>
  );
}
