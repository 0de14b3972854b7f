import type { ReadOutcome, SendOutcome } from "@/lib/oneclick/types";
import { isRefusalOfKey } from "./open-gate";

/** Five refused keys lock the address out: with a key of which nothing is known at this moment, fewer are in the air. */
const NARROW = 4;
/** Sockets, buffers and leases of one process. More than this takes another instance. */
const WIDE_MAX = 1_024;
/** A key that has said nothing for this long is no longer known to be good. */
const PROVEN_FOR_MS = 10_000;
/** The share of the lanes that must be free before more orders are claimed, so that a claim is worth its statements and no lane waits long. */
const REFILL_SHARE = 1 / 32;

/** The requests that an instance has in the air. */
export type Lanes = {
  /** How many more may be begun. */
  free(): number;
  /** How many may be in the air by now. */
  width(): number;
  /** How many requests must end before more orders are claimed. */
  refillAt(): number;
  enter(): void;
  leave(): void;
  /** Called with whatever the provider answers. */
  heed(answer: SendOutcome | ReadOutcome<unknown>): void;
  /**
   * Called with what the gate read: a text that changes with each validation and pause, and the database's instant. Another
   * validation, a pause of any instance, or silence since the last good answer narrow the lanes.
   */
  renew(stamp: string, atMs: number): void;
};

/**
 * Slow start: an instance begins with four requests at once, and each answer that only a good key gets adds one, which doubles
 * them with every round trip, up to what the budget lets through in a second: more would wait for the budget and not for the
 * provider. So the usual budgets (60 and 120 a minute) never see more than four. A refused key or a closed door narrows them again.
 */
export function openLanes(ratePerMinute: number, wideMax = WIDE_MAX): Lanes {
  const widthMax = Math.min(wideMax, Math.max(NARROW, Math.floor(ratePerMinute / 60)));
  let width = NARROW;
  let inAir = 0;
  let stamp = "";
  let nowMs = 0;
  let provenAtMs = 0;
  return {
    free: () => Math.max(0, width - inAir),
    width: () => width,
    refillAt: () => Math.max(1, Math.floor(width * REFILL_SHARE)),
    enter: () => void (inAir += 1),
    leave: () => void (inAir -= 1),
    heed(answer) {
      if (isDoorClosed(answer)) width = NARROW;
      else if (provesKey(answer)) {
        width = Math.min(widthMax, width + 1);
        provenAtMs = nowMs;
      }
    },
    renew(readStamp, atMs) {
      if (readStamp !== stamp || Math.abs(atMs - provenAtMs) > PROVEN_FOR_MS) width = NARROW;
      stamp = readStamp;
      nowMs = atMs;
    },
  };
}

/** Work that the person who waits for it begins whether or not a lane is free; the engine's own begins less meanwhile. */
export async function inLane<T>({ lanes }: { readonly lanes: Lanes }, work: () => Promise<T>): Promise<T> {
  lanes.enter();
  try {
    return await work();
  } finally {
    lanes.leave();
  }
}

function isDoorClosed(answer: SendOutcome | ReadOutcome<unknown>): boolean {
  return isRefusalOfKey(answer) || (answer.kind === "later" && answer.httpStatus !== null);
}

/** Silence, a broken connection and a proxy's page say nothing of the key. */
function provesKey({ kind }: SendOutcome | ReadOutcome<unknown>): boolean {
  return kind === "accepted" || kind === "exists" || kind === "found" || kind === "absent" || kind === "refused";
}
