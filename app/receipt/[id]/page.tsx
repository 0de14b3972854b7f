import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { printReceiptAction } from "@/app/actions";
import { ReceiptDesk } from "@/components/receipt/receipt-desk";
import { loadReceipt } from "@/lib/boundary/reads";
import type { Locale } from "@/lib/i18n/locale";
import { formatSlipCode } from "@/lib/orders/format-slip-code";

type ReceiptRouteProps = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: ReceiptRouteProps): Promise<Metadata> {
  const found = await loadReceipt((await params).id);
  if (found === null) return { title: (await getTranslations("errors"))("notFoundTitle") };
  return { title: (await getTranslations("receipt"))("pageTitle", { code: formatSlipCode(found.order.id) }) };
}

async function wordsIn(locale: Locale) {
  const { common, plans, receipt } = await getMessages({ locale });
  return { common, plans, receipt };
}

/** The customer's receipt of a delivered top-up, ready for the printer. */
export default async function ReceiptRoute({ params }: ReceiptRouteProps) {
  const found = await loadReceipt((await params).id);
  if (found === null) notFound();
  const { session, order, copies } = found;
  const [fr, ar, en] = await Promise.all([wordsIn("fr"), wordsIn("ar"), wordsIn("en")]);
  const { common, receipt, access } = await getMessages();
  return (
    <NextIntlClientProvider messages={{ common, receipt, access }}>
      <ReceiptDesk
        order={order}
        shopName={session.shopName}
        copies={copies}
        words={{ fr, ar, en }}
        printReceipt={printReceiptAction}
      />
    </NextIntlClientProvider>
  );
}
