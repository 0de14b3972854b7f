"use client";

import { Printer } from "@/components/ui/icons";
import { NextIntlClientProvider, useLocale, useTranslations, type AbstractIntlMessages } from "next-intl";
import { useId, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { Choice, ChoiceGroup } from "@/components/ui/choice";
import { Notice } from "@/components/ui/notice";
import { directionOf, LOCALE_NAMES, LOCALES, type Locale } from "@/lib/i18n/locale";
import { isolate } from "@/lib/i18n/isolate";
import type { AccessError, ReceiptError } from "@/lib/orders/errors";
import type { OrderView } from "@/lib/orders/view";
import type { Result } from "@/lib/result";
import { keepPaper, PAPER_WIDTHS, parsePaper, readPaper, subscribeToPaper, type Paper } from "./paper-store";
import { Receipt } from "./receipt";

export type PrintReceipt = (orderId: string) => Promise<Result<{ readonly copy: number }, ReceiptError | AccessError>>;

type ReceiptDeskProps = {
  readonly order: OrderView;
  readonly shopName: string;
  /** Printed so far. */
  readonly copies: number;
  /** The words of a receipt in each language: the customer's need not be the cashier's. */
  readonly words: Readonly<Record<Locale, AbstractIntlMessages>>;
  readonly printReceipt: PrintReceipt;
};

const MM_PER_PX = 25.4 / 96;
/** What no thermal printer reaches, on either side. */
const MARGIN_MM = 3;

/** The receipt as it will come out, on the paper and in the language of this till. */
export function ReceiptDesk({ order, shopName, copies, words, printReceipt }: ReceiptDeskProps) {
  const t = useTranslations("receipt");
  const screen = useLocale();
  const stored = useSyncExternalStore(subscribeToPaper, readPaper, () => null);
  const paper = parsePaper(stored, screen);
  const sheet = useRef<HTMLDivElement>(null);
  const { printed, onPaper, isBusy, refusal, print } = usePrinting(order.id, copies, printReceipt, sheet);
  const isDuplicate = onPaper === null ? printed > 0 : onPaper > 1;
  return (
    <main className="mx-auto flex max-w-md flex-col gap-5 p-6 print:m-0 print:block print:max-w-none print:p-0">
      <div className="flex flex-col gap-4 print:hidden">
        <BackLink href={`/orders/${order.id}`}>{t("back")}</BackLink>
        <PaperChoice paper={paper} />
        <Button
          look="primary"
          size="large"
          autoFocus
          isBusy={isBusy}
          icon={<Printer className="size-5" aria-hidden />}
          onClick={print}
        >
          {t(printed > 0 ? "printAgain" : "print")}
        </Button>
        <div role="status" className="text-ink-soft text-sm empty:hidden">
          {printed > 0 && t("printed", { count: printed })}
        </div>
        {refusal !== null && <Notice tone="bad">{refusal}</Notice>}
      </div>
      <div
        ref={sheet}
        lang={paper.locale}
        dir={directionOf(paper.locale)}
        data-receipt={paper.widthMm}
        data-on-paper={onPaper !== null || undefined}
        style={{
          width: `${paper.widthMm}mm`,
          padding: `${MARGIN_MM}mm`,
          fontSize: paper.widthMm === 58 ? "8.5pt" : "10pt",
        }}
        className="mx-auto bg-white leading-normal shadow-(--shadow-float) print:mx-0 print:shadow-none not-data-on-paper:print:hidden"
      >
        <NextIntlClientProvider locale={paper.locale} messages={words[paper.locale]}>
          <Receipt order={order} shopName={shopName} isDuplicate={isDuplicate} />
        </NextIntlClientProvider>
      </div>
      {/* The browser's own print command does not pass by the counting. */}
      {onPaper === null && <p className="hidden p-4 print:block">{t("useButton")}</p>}
    </main>
  );
}

function PaperChoice({ paper }: { readonly paper: Paper }) {
  const t = useTranslations("receipt");
  return (
    <div className="grid gap-4">
      <Row title={t("language")}>
        {LOCALES.map((locale) => (
          <Choice
            key={locale}
            name="language"
            value={locale}
            isChosen={paper.locale === locale}
            onChoose={() => keepPaper({ ...paper, locale })}
          >
            <span lang={locale}>{LOCALE_NAMES[locale]}</span>
          </Choice>
        ))}
      </Row>
      <Row title={t("width")}>
        {PAPER_WIDTHS.map((widthMm) => (
          <Choice
            key={widthMm}
            name="width"
            value={String(widthMm)}
            isChosen={paper.widthMm === widthMm}
            onChoose={() => keepPaper({ ...paper, widthMm })}
          >
            {t(`width${widthMm}`)}
          </Choice>
        ))}
      </Row>
    </div>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <div>
      <p id={id} className="text-ink-soft mb-1.5 text-sm">
        {title}
      </p>
      <ChoiceGroup labelId={id}>{children}</ChoiceGroup>
    </div>
  );
}

/** Counted first, printed afterwards: a receipt that did not come out is a duplicate the next time, never the reverse. */
function usePrinting(
  orderId: string,
  copies: number,
  printReceipt: PrintReceipt,
  sheet: { readonly current: HTMLElement | null },
) {
  const t = useTranslations("receipt");
  const access = useTranslations("access");
  const [printed, setPrinted] = useState(copies);
  const [onPaper, setOnPaper] = useState<number | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  function sentenceOf(error: ReceiptError | AccessError): string {
    if (error.code === "nothing_to_print") return t("nothing_to_print");
    return error.code === "failed" ? access("failed", { incident: isolate(error.incident) }) : access(error.code);
  }

  async function run(): Promise<void> {
    setIsBusy(true);
    setRefusal(null);
    try {
      const answer = await printReceipt(orderId);
      if (!answer.ok) return setRefusal(sentenceOf(answer.error));
      // Onto the page before the browser takes its picture of it.
      flushSync(() => setOnPaper(answer.value.copy));
      printSheet(sheet.current);
      setPrinted(answer.value.copy);
    } catch {
      setRefusal(t("unreachable"));
    } finally {
      setOnPaper(null);
      setIsBusy(false);
    }
  }

  return { printed, onPaper, isBusy, refusal, print: () => void (isBusy || run()) };
}

/** One page as long as the receipt: a roll has no pages, and a printer feeds and cuts at the end of one. */
function printSheet(sheet: HTMLElement | null): void {
  if (sheet === null) return;
  const { width, height } = sheet.getBoundingClientRect();
  const page = document.createElement("style");
  const inMm = (px: number) => Math.ceil(px * MM_PER_PX);
  page.textContent = `@page { size: ${Math.round(width * MM_PER_PX)}mm ${inMm(height) + 1}mm; margin: 0; }`;
  document.head.append(page);
  window.print();
  page.remove();
}
