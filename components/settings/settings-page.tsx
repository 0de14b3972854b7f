"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, FIELD_CLASS } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { formatInstant } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import type { AccessError } from "@/lib/orders/errors";
import type { Result } from "@/lib/result";
import type { SettingsError } from "@/lib/settings/errors";
import { settingsSchema, type SettingsInput } from "@/lib/settings/schema";
import type { Settings, SettingsView } from "@/lib/settings/view";

type Refusal = SettingsError | AccessError | { readonly code: "unreachable" };
export type ChangeSettings = (input: SettingsInput) => Promise<Result<null, SettingsError | AccessError>>;

type SettingsPageProps = {
  readonly settings: SettingsView;
  /** From which amount on two people decide is not for those to set whom the rule watches. */
  readonly mayLimitVerdicts: boolean;
  readonly changeSettings: ChangeSettings;
};

const NAMES = ["graceSeconds", "repeatMinutes", "lateAfterSeconds", "secondVerdictAboveDinars"] as const;
type Name = (typeof NAMES)[number];
type Draft = Readonly<Record<Name, string>>;

function draftOf(settings: Settings): Draft {
  return {
    graceSeconds: String(settings.graceSeconds),
    repeatMinutes: String(settings.repeatMinutes),
    lateAfterSeconds: String(settings.lateAfterSeconds),
    secondVerdictAboveDinars: String(settings.secondVerdictAboveDinars),
  };
}

/** Whole numbers in Latin digits; anything else is out of range. */
function readWhole(text: string): number {
  return /^[0-9]{1,7}$/.test(text.trim()) ? Number(text.trim()) : NaN;
}

function useSettingsForm({ settings, mayLimitVerdicts, changeSettings }: SettingsPageProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [isSaving, setIsSaving] = useState(false);
  const [said, setSaid] = useState<"saved" | Refusal | null>(null);

  async function save(): Promise<void> {
    const parsed = settingsSchema.safeParse({
      graceSeconds: readWhole(draft.graceSeconds),
      repeatMinutes: readWhole(draft.repeatMinutes),
      lateAfterSeconds: readWhole(draft.lateAfterSeconds),
      secondVerdictAboveDinars: mayLimitVerdicts ? readWhole(draft.secondVerdictAboveDinars) : null,
    });
    if (!parsed.success) return setSaid({ code: "out_of_range" });
    setIsSaving(true);
    setSaid(null);
    try {
      const answer = await changeSettings(parsed.data);
      setSaid(answer.ok ? "saved" : answer.error);
      if (answer.ok) router.refresh();
    } catch {
      setSaid({ code: "unreachable" });
    } finally {
      setIsSaving(false);
    }
  }

  return {
    draft,
    isSaving,
    said,
    edit: (name: Name, text: string) => {
      setDraft({ ...draft, [name]: text });
      setSaid(null);
    },
    submit: (event: FormEvent) => {
      event.preventDefault();
      if (!isSaving) void save();
    },
  };
}

/** What this shop's counter works by. */
export function SettingsPage(props: SettingsPageProps) {
  const t = useTranslations("settings");
  const { settings, mayLimitVerdicts } = props;
  const { draft, isSaving, said, edit, submit } = useSettingsForm(props);
  const { lastChange } = settings;
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="text-ink-soft mt-1 text-sm">
          {lastChange === null
            ? t("unchanged")
            : t("changed", { name: isolate(lastChange.by), at: isolate(formatInstant(new Date(lastChange.at))) })}
        </p>
      </div>
      <Card className="p-4 sm:p-6">
        <form noValidate onSubmit={submit} aria-label={t("title")} className="flex flex-col gap-5">
          {NAMES.filter((name) => mayLimitVerdicts || name !== "secondVerdictAboveDinars").map((name) => (
            <Field key={name} id={name} label={t(`${name}.label`)} note={t(`${name}.hint`)}>
              <input
                id={name}
                inputMode="numeric"
                autoComplete="off"
                dir="ltr"
                maxLength={7}
                aria-describedby={`${name}-note`}
                className={`${FIELD_CLASS} figures min-h-12 max-w-40 px-4 text-lg`}
                value={draft[name]}
                onChange={(event) => edit(name, event.target.value)}
              />
            </Field>
          ))}
          <SaveNotice said={said} />
          <Button type="submit" look="primary" isBusy={isSaving} className="self-start">
            {t("save")}
          </Button>
        </form>
      </Card>
    </div>
  );
}

function SaveNotice({ said }: { readonly said: "saved" | Refusal | null }) {
  const t = useTranslations("settings");
  const access = useTranslations("access");
  const commands = useTranslations("commands");
  if (said === null) return null;
  if (said === "saved") {
    return (
      <Notice tone="info" role="status">
        {t("saved")}
      </Notice>
    );
  }
  return (
    <Notice tone="warn" role="alert">
      {said.code === "out_of_range"
        ? t("out_of_range")
        : said.code === "unreachable"
          ? commands("unreachable")
          : said.code === "failed"
            ? access("failed", { incident: isolate(said.incident) })
            : access(said.code)}
    </Notice>
  );
}
