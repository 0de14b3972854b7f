import { SendHorizontal } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore, type KeyboardEvent, type RefObject } from "react";
import type { OrderCommand } from "@/components/order/use-order-command";
import type { OverridePause } from "@/components/orders/override-button";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useMoneyText } from "@/components/ui/use-money-text";
import { chargeFor, dinarsToCentimes } from "@/lib/money/centimes";
import type { PlanView } from "@/lib/orders/view";
import { groupTyped } from "@/lib/phone/format-msisdn";
import { parseMsisdn } from "@/lib/phone/msisdn";
import { AmountField } from "./amount-field";
import { NumberField } from "./number-field";
import { PauseNotice } from "./pause-notice";
import { OperatorPicker } from "./operator-picker";
import { PlanPicker } from "./plan-picker";
import { RefusalNotice } from "./refusal-notice";
import { RecallNotice } from "./recall-notice";
import { isEmpty, isFixed, type SaleReading } from "./sale-draft";
import { SoldNotice } from "./sold-notice";
import { useIsLong } from "./use-is-long";
import { useRecall, type Recall } from "./use-recall";
import type { Sale } from "./use-sale";

/** A sale is saved in milliseconds; words about waiting come when a person starts to wonder. */
const LONG_MS = 5_000;

const subscribeToNothing = () => () => undefined;

/** False in the server's rendering and until React has taken the page over: a form without it would reload the page. */
function useIsAlive(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
}

type SaleFormProps = {
  readonly sale: Sale;
  readonly plans: readonly PlanView[];
  readonly overridePause: OverridePause;
  readonly cancelOrder: OrderCommand;
};

/** Digits, Enter, amount, Enter: everything else is recognised, or one press away. */
export function SaleForm({ sale, plans, overridePause, cancelOrder }: SaleFormProps) {
  const t = useTranslations("counter");
  const { state, reading } = sale;
  const isLong = useIsLong(state.isSending, LONG_MS);
  const numberRef = useRef<HTMLInputElement>(null);
  const amountRef = useRef<HTMLInputElement>(null);
  const recall = useRecall(sale, cancelOrder, numberRef);
  useFocus(sale, numberRef, amountRef);

  /** Enter moves on to what is missing, and sends when nothing is. */
  const onEnter = () => {
    if (state.isSending || (state.draft.number === "" && state.sold !== null)) return;
    const isNumberGood = parseMsisdn(state.draft.number).ok;
    if (isNumberGood && reading.amountText.trim() === "" && document.activeElement !== amountRef.current) {
      amountRef.current?.focus();
      return;
    }
    sale.send();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape" && !state.isSending) {
      // What is half typed goes first: nobody loses the next customer's number to the last one's slip.
      if (isEmpty(state.draft) && recall.secondsLeft > 0) recall.run();
      else sale.clear();
      numberRef.current?.focus();
    }
    // The numpad's own "yes": far from Enter, so that an impatient second Enter never sells twice.
    if (event.key === "+" && state.refusal?.code === "duplicate_recent") {
      event.preventDefault();
      sale.send("repeat");
    }
    if (event.key === "+" && state.refusal?.code === "near_miss") {
      event.preventDefault();
      sale.send("asTyped");
    }
  };

  return (
    <form
      noValidate
      aria-label={t("form")}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        onEnter();
      }}
      className="flex flex-col gap-4"
    >
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_19rem] xl:grid-cols-[minmax(0,1fr)_21rem]">
        <Recipient sale={sale} plans={plans} overridePause={overridePause} numberRef={numberRef} />
        <Payment sale={sale} recall={recall} amountRef={amountRef} />
      </div>
      {state.refusal !== null && (
        <RefusalNotice
          refusal={state.refusal}
          number={state.draft.number}
          onRepeat={() => sale.send("repeat")}
          onAsTyped={() => sale.send("asTyped")}
          onMeant={(msisdn) => {
            sale.setNumber(groupTyped(msisdn));
            amountRef.current?.focus();
          }}
        />
      )}
      {isLong && (
        <Notice tone="info" role="status">
          {t("sendingLong")}
        </Notice>
      )}
    </form>
  );
}

/** Who receives what: the number, and the operator and plan that follow from it. */
function Recipient({
  sale,
  plans,
  overridePause,
  numberRef,
}: Omit<SaleFormProps, "cancelOrder"> & { readonly numberRef: InputRef }) {
  const { state, reading } = sale;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <NumberField
        value={state.draft.number}
        onChange={sale.setNumber}
        inputRef={numberRef}
        isInvalid={state.refusal?.code === "bad_number"}
        isLocked={state.isSending}
        note={<OperatorNote reading={reading} draftOrigin={state.draft.originOrderId} />}
      />
      <OperatorPicker
        operators={[...new Set(plans.map((plan) => plan.operator))]}
        operator={reading.operator}
        onChoose={(operator) => sale.edit({ operator, planCode: null })}
      />
      <PlanPicker
        operator={reading.operator}
        plans={reading.plans}
        plan={reading.plan}
        isCatalogueEmpty={plans.length === 0}
        onChoose={(planCode) => sale.edit({ planCode, operator: reading.operator })}
      />
      <PauseNotice plans={plans} plan={reading.plan} overridePause={overridePause} />
    </div>
  );
}

type PaymentProps = { readonly sale: Sale; readonly recall: Recall; readonly amountRef: InputRef };

/** How much, what it takes from the balance, and the one button. */
function Payment({ sale, recall, amountRef }: PaymentProps) {
  const t = useTranslations("counter");
  const { state, reading } = sale;
  const isAlive = useIsAlive();
  return (
    <div className="lg:border-line flex flex-col gap-4 lg:border-s lg:ps-8">
      <AmountField
        value={reading.amountText}
        plan={reading.plan}
        onChange={(amount) => sale.edit({ amount })}
        onPick={(dinars) => {
          sale.edit({ amount: String(dinars) });
          amountRef.current?.focus();
        }}
        inputRef={amountRef}
        isInvalid={state.refusal?.code === "bad_amount" || state.refusal?.code === "amount_out_of_range"}
        isLocked={state.isSending}
        note={<ChargeNote reading={reading} />}
      />
      <div className="mt-auto flex flex-col gap-2.5">
        <Button
          type="submit"
          look="primary"
          size="large"
          disabled={!isAlive}
          isBusy={state.isSending}
          icon={<SendHorizontal className="size-5 rtl:-scale-x-100" aria-hidden />}
        >
          {state.isSending ? t("sending") : t("send")}
        </Button>
        <SoldNotice sold={state.sold} isRecallable={recall.isOpen} />
        <RecallNotice recall={recall} isNamed={state.sold !== null} />
      </div>
    </div>
  );
}

type InputRef = RefObject<HTMLInputElement | null>;

/** Focus goes where the next key belongs: to the number after a sale, to what was refused, to Enter when all is filled in. */
function useFocus({ state, reading, adopt }: Sale, numberRef: InputRef, amountRef: InputRef): void {
  const { sold, refusal, draft } = state;
  const isPrefilled = draft.originOrderId !== null;
  useEffect(() => {
    (isPrefilled ? amountRef : numberRef).current?.focus();
  }, [isPrefilled, numberRef, amountRef]);

  useEffect(() => {
    if (sold !== null) numberRef.current?.focus();
  }, [sold, numberRef]);

  useEffect(() => {
    if (refusal?.code === "bad_number") numberRef.current?.focus();
    if (refusal?.code === "bad_amount" || refusal?.code === "amount_out_of_range") amountRef.current?.focus();
  }, [refusal, numberRef, amountRef]);

  // What was typed before the script had come is in the fields, but not yet in the state.
  useEffect(() => {
    const number = numberRef.current?.value ?? "";
    const amount = amountRef.current?.value ?? "";
    if (number !== draft.number || amount !== reading.amountText) adopt(number, amount);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page comes alive
  }, []);

  // A digit typed anywhere begins a sale.
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (isPlain && /^[0-9+]$/.test(event.key) && document.activeElement === document.body) numberRef.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [numberRef]);
}

function OperatorNote({
  reading,
  draftOrigin,
}: {
  readonly reading: SaleReading;
  readonly draftOrigin: string | null;
}) {
  const t = useTranslations("counter");
  if (draftOrigin !== null) return <span className="text-accent-strong font-medium">{t("prefilled")}</span>;
  if (reading.operator === null) return t("operatorUnknown");
  return reading.isOperatorChosen ? t("operatorChosen") : t("operatorRecognised");
}

/** What the shop pays, where the cashier can see it and the customer need not; else the plan's range. */
function ChargeNote({ reading: { plan, amountDinars } }: { readonly reading: SaleReading }) {
  const t = useTranslations("counter");
  const moneyText = useMoneyText();
  if (plan === null) return null;
  const isInRange = amountDinars !== null && amountDinars >= plan.minDinars && amountDinars <= plan.maxDinars;
  if (isInRange) {
    const charge = chargeFor(dinarsToCentimes(amountDinars), plan.chargeBp);
    return <span className="figures">{t("charge", { amount: moneyText(String(charge)) })}</span>;
  }
  if (isFixed(plan)) return t("amountFixed");
  return t("amountRange", { min: moneyText(`${plan.minDinars}00`), max: moneyText(`${plan.maxDinars}00`) });
}
