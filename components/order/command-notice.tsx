import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { isolate } from "@/lib/i18n/isolate";
import type { CommandAnswer } from "./use-order-command";

type CommandNoticeProps = { readonly answer: CommandAnswer | null; readonly doneKey: "checked" | "cancelled" };

/** What came of a press on an order. */
export function CommandNotice({ answer, doneKey }: CommandNoticeProps) {
  const t = useTranslations("commands");
  const access = useTranslations("access");
  const status = useTranslations("status");
  if (answer === null) return null;
  if (answer.kind === "done") {
    return (
      <Notice tone="info" role="status">
        {doneKey === "cancelled" ? t("cancelled") : t("checked", { status: status(answer.order.status) })}
      </Notice>
    );
  }
  const { error } = answer;
  return (
    <Notice tone="warn" role="status">
      {error.code === "failed"
        ? access("failed", { incident: isolate(error.incident) })
        : error.code === "signed_out" || error.code === "forbidden"
          ? access(error.code)
          : t(error.code)}
    </Notice>
  );
}
