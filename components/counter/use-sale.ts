import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useReducer, useRef } from "react";
import { countBalanceNews, patchAnsweredBalance, patchOrder } from "@/components/live/patch-cache";
import type { Prefill } from "@/components/orders/prefill";
import { mintOrderId } from "@/lib/id";
import type { BalanceView } from "@/lib/ledger/view";
import type { AccessError, PlaceOrderError } from "@/lib/orders/errors";
import type { PlaceOrderInput } from "@/lib/orders/schema";
import type { OrderView, PlanView } from "@/lib/orders/view";
import type { Result } from "@/lib/result";
import { findNearMiss } from "@/lib/phone/find-near-miss";
import { keepLastSale } from "./last-sale-store";
import { dropPendingSale, keepPendingSale, ownTabId, type PendingSale, type SaleOwner } from "./pending-sales";
import {
  checkDraft,
  draftOfInput,
  draftOfPrefill,
  EMPTY_DRAFT,
  isEmpty,
  isSameSale,
  readDraft,
  withNumber,
  type SaleDraft,
  type SaleReading,
  type SaleRefusal,
} from "./sale-draft";

export type PlaceOrder = (
  input: PlaceOrderInput,
) => Promise<
  Result<{ order: OrderView; balance: BalanceView; isReplay: boolean; graceMs: number }, PlaceOrderError | AccessError>
>;

/** A sale that can still be called back, and the form as it was. */
export type Recallable = { readonly order: OrderView; readonly draft: SaleDraft; readonly untilMs: number };

export type SaleState = {
  readonly draft: SaleDraft;
  readonly isSending: boolean;
  readonly refusal: SaleRefusal | null;
  /** The sale just made, until the next one begins. */
  readonly sold: { readonly order: OrderView; readonly isReplay: boolean } | null;
  /** Nothing has been sold since the page was opened. */
  readonly isFresh: boolean;
  /** The last sale for as long as it may be called back, whatever has been typed since. */
  readonly recallable: Recallable | null;
  /** The order id under which the form is being, or was last, sent. A tray lists the others. */
  readonly orderId: string | null;
};

type SaleEvent =
  | { readonly type: "edit"; readonly draft: SaleDraft }
  | { readonly type: "send"; readonly orderId: string }
  | { readonly type: "refused"; readonly refusal: SaleRefusal }
  | {
      readonly type: "sold";
      readonly order: OrderView;
      readonly isReplay: boolean;
      readonly untilMs: number | null;
    }
  | { readonly type: "recalled"; readonly orderId: string }
  | { readonly type: "left"; readonly orderId: string }
  | { readonly type: "reset"; readonly draft: SaleDraft };

function reduce(state: SaleState, event: SaleEvent): SaleState {
  switch (event.type) {
    case "edit":
      // What was said about the former text does not hold for this one.
      return { ...state, draft: event.draft, refusal: null, sold: null };
    case "send":
      return { ...state, isSending: true, isFresh: false, refusal: null, sold: null, orderId: event.orderId };
    case "recalled":
      return takeBack(state, event.orderId);
    case "left":
      return state.recallable?.order.id === event.orderId ? { ...state, recallable: null } : state;
    case "refused":
      return { ...state, isSending: false, refusal: event.refusal };
    case "sold":
      return {
        draft: EMPTY_DRAFT,
        isSending: false,
        isFresh: false,
        refusal: null,
        sold: event,
        recallable: event.untilMs === null ? null : { order: event.order, draft: state.draft, untilMs: event.untilMs },
        orderId: null,
      };
    case "reset":
      return { ...state, draft: event.draft, isSending: false, refusal: null, sold: null, orderId: null };
  }
}

/** The form stands again as it was, for the slip to be mended, unless the next sale has been begun. */
function takeBack(state: SaleState, orderId: string): SaleState {
  const { recallable } = state;
  if (recallable?.order.id !== orderId) return state;
  const draft = isEmpty(state.draft) ? recallable.draft : state.draft;
  const sold = state.sold?.order.id === orderId ? null : state.sold;
  return { ...state, draft, sold, recallable: null };
}

/** What is known of the id in use: whether the server may already hold a sale under it. */
type Attempt = { readonly input: PlaceOrderInput; readonly isUnanswered: boolean };

/** What the person said to the question that the form had asked. */
export type SaleAnswer = "none" | "repeat" | "asTyped";

/** A number that came from an order of ours was not typed. */
function draftIsTyped(draft: SaleDraft): boolean {
  return draft.originOrderId === null;
}

export type Sale = {
  readonly state: SaleState;
  readonly reading: SaleReading;
  readonly setNumber: (number: string) => void;
  /** Takes over what stands in the fields already. */
  readonly adopt: (number: string, amount: string) => void;
  readonly edit: (change: Partial<SaleDraft>) => void;
  readonly fill: (prefill: Prefill) => void;
  readonly clear: () => void;
  /** True when it left; false with a refusal in the state, and nothing sent. */
  readonly send: (answer?: SaleAnswer) => boolean;
  /** Takes a sale without an answer up again, under its own id. */
  readonly resume: (sale: PendingSale) => void;
  /** After the last sale was called back. */
  readonly takeBack: (orderId: string) => void;
  /** Once it is known that the last sale has been sent: nothing more is offered. */
  readonly letGo: (orderId: string) => void;
};

type UseSaleOptions = {
  readonly owner: SaleOwner;
  readonly plans: readonly PlanView[];
  readonly regulars: readonly string[];
  readonly prefill: Prefill | null;
  readonly placeOrder: PlaceOrder;
};

type Submission = {
  readonly isSending: () => boolean;
  /** The last attempt of the form as it stands; null when its next sale gets an id of its own. */
  readonly last: () => Attempt | null;
  readonly forget: () => void;
  readonly submit: (input: PlaceOrderInput, firstSentAt: string, isRetry: boolean) => Promise<void>;
};

/** Sends one sale at a time, and keeps it until the server has answered. */
function useSubmission(owner: SaleOwner, placeOrder: PlaceOrder, dispatch: (event: SaleEvent) => void): Submission {
  const client = useQueryClient();
  const attempt = useRef<Attempt | null>(null);
  const isSending = useRef(false);

  function takeAnswer(
    { input, isRetry, newsBefore }: { input: PlaceOrderInput; isRetry: boolean; newsBefore: number },
    answer: Awaited<ReturnType<PlaceOrder>>,
  ): void {
    if (answer.ok) {
      dropPendingSale(owner, input.orderId);
      attempt.current = null;
      patchOrder(client, answer.value.order);
      patchAnsweredBalance(client, answer.value.balance, newsBefore);
      keepLastSale(owner, input.orderId);
      const { order, isReplay, graceMs } = answer.value;
      dispatch({ type: "sold", order, isReplay, untilMs: graceMs > 0 ? Date.now() + graceMs : null });
      return;
    }
    // An error inside the server may have struck after the sale was saved; and a closed door says nothing of an earlier try.
    const { code } = answer.error;
    const isUnanswered = code === "failed" || (isRetry && (code === "signed_out" || code === "forbidden"));
    if (!isUnanswered) dropPendingSale(owner, input.orderId);
    attempt.current = code === "id_conflict" ? null : { input, isUnanswered };
    dispatch({ type: "refused", refusal: answer.error });
  }

  async function submit(input: PlaceOrderInput, firstSentAt: string, isRetry: boolean): Promise<void> {
    isSending.current = true;
    attempt.current = { input, isUnanswered: true };
    dispatch({ type: "send", orderId: input.orderId });
    try {
      keepPendingSale(owner, { input, firstSentAt, tabId: ownTabId() });
      const newsBefore = countBalanceNews(client);
      takeAnswer({ input, isRetry, newsBefore }, await placeOrder(input));
    } catch {
      // No answer: the network, a restart, an old page against a new server. The sale is kept under its id.
      dispatch({ type: "refused", refusal: { code: "unanswered" } });
    } finally {
      isSending.current = false;
    }
  }

  return {
    isSending: () => isSending.current,
    last: () => attempt.current,
    forget: () => {
      attempt.current = null;
    },
    submit,
  };
}

/**
 * One sale after another. The id is minted when a sale is first sent, not when the form appears: ids are time-ordered and a
 * form may stand open for hours. From then on it is kept, in memory and in local storage, until the server has answered;
 * pressing twice, a lost answer or a reload all lead to the same id, hence to the same order.
 */
export function useSale({ owner, plans, regulars, prefill, placeOrder }: UseSaleOptions): Sale {
  const [state, dispatch] = useReducer(reduce, prefill, (from): SaleState => ({
    draft: from === null ? EMPTY_DRAFT : draftOfPrefill(from, plans),
    isSending: false,
    refusal: null,
    sold: null,
    isFresh: true,
    recallable: null,
    orderId: null,
  }));
  const reading = useMemo(() => readDraft(state.draft, plans), [state.draft, plans]);
  const asTyped = useRef<string | null>(null);
  const { isSending, last, forget, submit } = useSubmission(owner, placeOrder, dispatch);

  const known = useMemo(() => new Set(regulars), [regulars]);

  function send(answer: SaleAnswer = "none"): boolean {
    if (isSending()) return false;
    const isRepeat = answer === "repeat";
    const checked = checkDraft(state.draft, reading);
    if (!checked.ok) {
      dispatch({ type: "refused", refusal: checked.error });
      return false;
    }
    // Asked once, before anything has left; whoever says "as typed" is not asked again about this number.
    if (answer === "asTyped") asTyped.current = checked.value.msisdn;
    const meant = asTyped.current === checked.value.msisdn ? null : findNearMiss(checked.value.msisdn, known);
    if (meant !== null && draftIsTyped(state.draft)) {
      dispatch({ type: "refused", refusal: { code: "near_miss", meant } });
      return false;
    }
    const attempt = last();
    // A sale that may have been saved keeps its id only for itself; one that certainly was not lends it to the next try.
    const isReusable = attempt !== null && (!attempt.isUnanswered || isSameSale(attempt.input, checked.value));
    const isRetry = isReusable && attempt.isUnanswered;
    const input = {
      ...checked.value,
      orderId: isReusable ? attempt.input.orderId : mintOrderId(),
      isRepeat: isRepeat || (isRetry && attempt.input.isRepeat),
    };
    void submit(input, new Date().toISOString(), isRetry);
    return true;
  }

  function startAfresh(draft: SaleDraft): boolean {
    if (isSending()) return false;
    forget();
    dispatch({ type: "reset", draft });
    return true;
  }

  return {
    state,
    reading,
    setNumber: (number) => dispatch({ type: "edit", draft: withNumber(state.draft, number) }),
    adopt: (number, amount) => dispatch({ type: "edit", draft: { ...withNumber(state.draft, number), amount } }),
    edit: (change) => dispatch({ type: "edit", draft: { ...state.draft, ...change } }),
    fill: (from) => void startAfresh(draftOfPrefill(from, plans)),
    clear: () => void startAfresh(EMPTY_DRAFT),
    send,
    resume: ({ input, firstSentAt }) => {
      if (startAfresh(draftOfInput(input, plans))) void submit(input, firstSentAt, true);
    },
    takeBack: (orderId) => dispatch({ type: "recalled", orderId }),
    letGo: (orderId) => dispatch({ type: "left", orderId }),
  };
}
