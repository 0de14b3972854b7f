import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { changeSettingsAction } from "@/app/actions";
import { SettingsPage } from "@/components/settings/settings-page";
import { Words } from "@/components/words";
import { can } from "@/lib/auth/roles";
import { loadSettings } from "@/lib/boundary/reads";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

export default async function SettingsRoute() {
  const { session, settings } = await loadSettings();
  return (
    <Words of={["settings", "access", "commands"]}>
      <SettingsPage
        key={`${session.shopId}`}
        settings={settings}
        mayLimitVerdicts={can(session.role, "giveVerdict")}
        changeSettings={changeSettingsAction}
      />
    </Words>
  );
}
