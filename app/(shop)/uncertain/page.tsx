import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { checkOrderAction, closeLateResultAction, resolveOrderAction } from "@/app/actions";
import { Hydrated } from "@/components/live/hydrated";
import { Shelf } from "@/components/uncertain/shelf";
import { Words } from "@/components/words";
import { can } from "@/lib/auth/roles";
import { loadShelf } from "@/lib/boundary/reads";
import { LOCALES, type Locale } from "@/lib/i18n/locale";
import { shelfKeys } from "@/lib/orders/query-options";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shelf"))("title") };
}

async function sayIn(locale: Locale) {
  const t = await getTranslations({ locale, namespace: "uncertain" });
  return { locale, text: t("say") };
}

export default async function UncertainPage() {
  const { session, shelf } = await loadShelf();
  const sayings = await Promise.all(LOCALES.map(sayIn));
  return (
    <Words of={["shelf", "common", "uncertain", "order", "accounts", "access", "commands", "status"]}>
      <Hydrated entries={[[shelfKeys.view, shelf]]}>
        <Shelf
          staffId={session.staffId}
          sayings={sayings}
          canHandle={can(session.role, "checkOrder")}
          canDecide={can(session.role, "giveVerdict")}
          canSecond={can(session.role, "secondVerdict")}
          checkOrder={checkOrderAction}
          resolveOrder={resolveOrderAction}
          closeLateResult={closeLateResultAction}
        />
      </Hydrated>
    </Words>
  );
}
