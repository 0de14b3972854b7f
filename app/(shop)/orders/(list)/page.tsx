import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Hydrated } from "@/components/live/hydrated";
import { LiveOrders } from "@/components/orders/live-orders";
import { Words } from "@/components/words";
import { can } from "@/lib/auth/roles";
import { loadOrders } from "@/lib/boundary/reads";
import { parseOrderFilter } from "@/lib/orders/parse-filter";
import { ORDERS_PAGE_ROWS, orderKeys } from "@/lib/orders/query-options";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("orders"))("title") };
}

type OrdersPageProps = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function OrdersPage({ searchParams }: OrdersPageProps) {
  const query = await searchParams;
  const read = (name: string) => {
    const value = query[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const { filter, ignored } = parseOrderFilter(read);
  const cursor = read("cursor") ?? null;
  const { session, page, sellers, operators } = await loadOrders(filter, cursor);
  return (
    <Words of={["orders", "common", "status", "plans", "pauses", "uncertain"]}>
      <Hydrated entries={[[orderKeys.page({ filter, cursor, limit: ORDERS_PAGE_ROWS }), page]]}>
        <NuqsAdapter>
          <LiveOrders
            sellers={sellers}
            operators={operators}
            ignoredFields={ignored}
            canSell={can(session.role, "sell")}
          />
        </NuqsAdapter>
      </Hydrated>
    </Words>
  );
}
