"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { OverrideButton, type OverridePause } from "@/components/orders/override-button";
import { usePlanLabel } from "@/components/orders/plan-label";
import { Notice } from "@/components/ui/notice";
import { formatTime } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import { pausesOptions } from "@/lib/orders/query-options";
import type { PauseView, PlanView } from "@/lib/orders/view";

type PauseNoticeProps = {
  readonly plans: readonly PlanView[];
  /** The plan that is about to be sold; null while nothing is typed. */
  readonly plan: PlanView | null;
  readonly overridePause: OverridePause;
};

/** What staff should know before they promise anything: the plan waits, or takes longer than usual. It never stands in the way of a sale. */
export function PauseNotice(props: PauseNoticeProps) {
  const t = useTranslations("pauses");
  const { data } = useQuery(pausesOptions());
  if (data === undefined) return null;
  return (
    <>
      {data.silentSince !== null && (
        <Notice tone="warn" role="status">
          {t("silent", { time: isolate(formatTime(new Date(data.silentSince))) })}
        </Notice>
      )}
      <PlanNotice {...props} pauses={data.plans} />
    </>
  );
}

type PlanNoticeProps = PauseNoticeProps & { readonly pauses: readonly PauseView[] };

function PlanNotice({ plans, plan, pauses, overridePause }: PlanNoticeProps) {
  const labelOf = usePlanLabel();
  const own = plan === null ? undefined : pauses.find((pause) => pause.planCode === plan.code);
  if (plan !== null && own !== undefined) return <OwnNotice plan={plan} pause={own} overridePause={overridePause} />;
  const paused = plans.filter(({ code }) =>
    pauses.some((pause) => pause.planCode === code && pause.pausedSince !== null),
  );
  return plan === null && paused.length > 0 ? <AllNotice names={namesOf(paused, plans, labelOf)} /> : null;
}

/** An operator by its name where nothing of it is left, else plan by plan. */
function namesOf(
  paused: readonly PlanView[],
  plans: readonly PlanView[],
  labelOf: ReturnType<typeof usePlanLabel>,
): string[] {
  const names = paused.map((plan) => {
    const others = plans.filter(({ operator, isEnabled }) => operator === plan.operator && isEnabled);
    return others.every((other) => paused.includes(other))
      ? plan.operator
      : `${plan.operator} ${labelOf(plan.code, plan.name)}`;
  });
  return [...new Set(names)];
}

function AllNotice({ names }: { readonly names: readonly string[] }) {
  const t = useTranslations("pauses");
  return (
    <Notice tone="warn" role="status">
      {t("all", { names: names.map(isolate).join(" · ") })}
    </Notice>
  );
}

type OwnNoticeProps = { readonly plan: PlanView; readonly pause: PauseView; readonly overridePause: OverridePause };

function OwnNotice({ plan, pause, overridePause }: OwnNoticeProps) {
  const t = useTranslations("pauses");
  const duration = useDuration();
  const labelOf = usePlanLabel();
  const name = isolate(`${plan.operator} · ${labelOf(plan.code, plan.name)}`);
  const { usualMs, presentMs, pausedSince, overriddenUntil, reason } = pause;
  const delays =
    usualMs === null || presentMs === null
      ? null
      : t("delays", { usual: duration(usualMs), present: duration(presentMs) });
  return (
    <Notice tone="warn" role="status">
      {pausedSince === null ? (
        <p>
          {t("slow", { plan: name })} {delays}
        </p>
      ) : (
        <>
          <p>{t(reason ?? "failing", { plan: name, time: isolate(formatTime(new Date(pausedSince))) })}</p>
          <p className="font-normal">
            {overriddenUntil === null
              ? t("waits")
              : t("overridden", { time: isolate(formatTime(new Date(overriddenUntil))) })}{" "}
            {delays}
          </p>
          {overriddenUntil === null && overridePause !== null && (
            <OverrideButton planCode={plan.code} overridePause={overridePause} />
          )}
        </>
      )}
    </Notice>
  );
}

/** Whole seconds below a minute and a half, else whole minutes. */
function useDuration(): (ms: number) => string {
  const t = useTranslations("pauses");
  return (ms) => {
    const seconds = Math.max(1, Math.round(ms / 1000));
    return seconds < 90 ? t("seconds", { count: seconds }) : t("minutes", { count: Math.round(seconds / 60) });
  };
}
