import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { patchOrder } from "@/components/live/patch-cache";
import { Button } from "@/components/ui/button";
import { Choice, ChoiceGroup } from "@/components/ui/choice";
import { Field, FIELD_CLASS } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { isolate } from "@/lib/i18n/isolate";
import { shelfKeys } from "@/lib/orders/query-options";
import type { ShelfOrderView, VerdictWord } from "@/lib/orders/view";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import type { ResolveOrder } from "./types";
import { useRefusal } from "./use-refusal";

const WORDS: readonly VerdictWord[] = ["delivered", "not_delivered"];

type VerdictFormProps = {
  readonly order: ShelfOrderView;
  readonly isOperator: boolean;
  readonly resolveOrder: ResolveOrder;
  /** Told in one sentence, because the order leaves the shelf with its form. */
  readonly onDecided: (sentence: string) => void;
};

type Draft = { readonly said: VerdictWord | null; readonly reason: string; readonly evidence: string };

const EMPTY: Draft = { said: null, reason: "", evidence: "" };

/** As the server asks for it. */
const WORDS_MIN = 3;

function useVerdict({ order, resolveOrder, onDecided }: Omit<VerdictFormProps, "isOperator">) {
  const t = useTranslations("shelf");
  const client = useQueryClient();
  const refusalOf = useRefusal();
  const [draft, setDraft] = useState(EMPTY);
  const [isRunning, setIsRunning] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function record(): Promise<void> {
    const { said, reason, evidence } = draft;
    if (said === null || reason.trim().length < WORDS_MIN || evidence.trim().length < WORDS_MIN) {
      return setRefusal(t("verdictIncomplete"));
    }
    setIsRunning(true);
    setRefusal(null);
    try {
      const answer = await resolveOrder({ orderId: order.id, said, reason, evidence });
      if (!answer.ok) return setRefusal(refusalOf(answer.error));
      patchOrder(client, answer.value.order);
      onDecided(t(`state.${answer.value.state}`, { number: isolate(formatMsisdn(order.msisdn)) }));
    } catch {
      setRefusal(refusalOf({ code: "unreachable" }));
    } finally {
      setIsRunning(false);
      void client.invalidateQueries({ queryKey: shelfKeys.all });
    }
  }

  return {
    draft,
    isRunning,
    refusal,
    edit: (change: Partial<Draft>) => setDraft({ ...draft, ...change }),
    submit: (event: FormEvent) => {
      event.preventDefault();
      if (!isRunning) void record();
    },
  };
}

/** One person's word on what became of an order. Money moves only once those who must agree do. */
export function VerdictForm({ isOperator, ...props }: VerdictFormProps) {
  const t = useTranslations("shelf");
  const { order } = props;
  const { draft, isRunning, refusal, edit, submit } = useVerdict(props);
  const fieldId = (name: string) => `verdict-${name}-${order.id}`;
  return (
    <form onSubmit={submit} className="border-line flex flex-col gap-3 rounded-xl border p-4">
      <p id={fieldId("said")} className="text-ink-soft text-sm font-medium">
        {t("verdictQuestion")}
      </p>
      <ChoiceGroup labelId={fieldId("said")}>
        {WORDS.map((word) => (
          <Choice
            key={word}
            name={fieldId("said")}
            value={word}
            isChosen={draft.said === word}
            onChoose={() => edit({ said: word })}
          >
            {t(word)}
          </Choice>
        ))}
      </ChoiceGroup>
      <Field id={fieldId("reason")} label={t("reason")}>
        <input
          id={fieldId("reason")}
          value={draft.reason}
          maxLength={500}
          dir="auto"
          autoComplete="off"
          onChange={(event) => edit({ reason: event.target.value })}
          className={`${FIELD_CLASS} min-h-10 px-3 text-sm`}
        />
      </Field>
      <Field id={fieldId("evidence")} label={t("evidence")}>
        <textarea
          id={fieldId("evidence")}
          value={draft.evidence}
          maxLength={1000}
          rows={2}
          dir="auto"
          placeholder={t("evidenceHint")}
          onChange={(event) => edit({ evidence: event.target.value })}
          className={`${FIELD_CLASS} px-3 py-2 text-sm`}
        />
      </Field>
      <p className="text-ink-soft text-sm">
        {!isOperator ? t("operatorMustAgree") : order.voicesNeeded > 1 ? t("secondMustAgree") : t("decidesAlone")}
      </p>
      {refusal !== null && (
        <Notice tone="warn" role="alert">
          {refusal}
        </Notice>
      )}
      <Button type="submit" look="primary" isBusy={isRunning} className="self-start">
        {t("record")}
      </Button>
    </form>
  );
}
