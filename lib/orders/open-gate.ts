import type { ReadOutcome, SendOutcome } from "@/lib/oneclick/types";
import { takeRequests } from "./rate-budget";
import type { EngineDeps } from "./types";

/** How long a validated key is trusted: the provider's own switch (`isEnabled`, scope) is noticed within this time. */
const VALID_FOR_MS = 10 * 60_000;

/** After a key was refused: five refused keys lock the address out for fifteen minutes, so ask seldom. */
const REFUSED_PAUSE_MS = 5 * 60_000;

/** Where the provider says "later" without saying when: long enough for a rate window to move on, short enough for a customer to wait. */
export const LATER_DEFAULT_MS = 5_000;

/** Such a key may not sell, and may ask what became of what was sold. */
const READ_ONLY = "key_read_only";

export type Gate =
  | { readonly isOpen: true; readonly username: string }
  /** Nothing may be sent. Where `username` is known, the key may still look. */
  | { readonly isOpen: false; readonly reason: string; readonly username: string | null };

type StateRow = {
  /** Changes with whatever is written of the key or of a pause. */
  stamp: string;
  /** The database's instant, in milliseconds. */
  at_ms: number;
  is_ours: boolean;
  environment: "SANDBOX" | "PRODUCTION" | null;
  username: string | null;
  is_usable: boolean;
  refusal: string | null;
  is_fresh: boolean;
  is_paused: boolean;
  pause_reason: string | null;
};

/**
 * Whether anything may be sent now. The key must have said, through `/v3/validate`, that it opens the configured environment;
 * what it said is kept in Postgres for all instances.
 */
export async function openGate(deps: EngineDeps): Promise<Gate> {
  const row = await readState(deps);
  const state = row?.is_ours ? row : undefined;
  // Whatever closed the door, too many requests or a refused key, looks would meet it too.
  if (state?.is_paused) return { isOpen: false, reason: state.pause_reason ?? "paused", username: null };
  if (state?.is_fresh) return toGate(state);
  if ((await takeRequests(deps, 1, "send")) === 0) {
    return state?.is_usable ? toGate(state) : { isOpen: false, reason: "rate_budget", username: null };
  }
  return validate(deps, state, row?.stamp ?? "");
}

function toGate(state: StateRow): Gate {
  if (state.is_usable && state.username !== null) return { isOpen: true, username: state.username };
  const reason = state.refusal ?? "not_validated";
  return { isOpen: false, reason, username: reason === READ_ONLY ? state.username : null };
}

async function readState(deps: EngineDeps): Promise<StateRow | undefined> {
  const now = deps.virtualNow()?.toISOString() ?? null;
  const [row] = await deps.sql<StateRow[]>`
    select environment, username, is_usable, refusal, pause_reason, key_digest = ${deps.settings.keyDigest} as is_ours,
      concat_ws(' ', key_digest, validated_at, paused_until) as stamp,
      (extract(epoch from coalesce(${now}::timestamptz, now())) * 1000)::float8 as at_ms,
      coalesce(validated_at > coalesce(${now}::timestamptz, now()) - make_interval(secs => ${VALID_FOR_MS / 1000}), false) as is_fresh,
      coalesce(paused_until > coalesce(${now}::timestamptz, now()), false) as is_paused
    from upstream_state where id = 1`;
  if (row) deps.lanes.renew(row.stamp, row.at_ms);
  return row;
}

async function validate(deps: EngineDeps, known: StateRow | undefined, stamp: string): Promise<Gate> {
  const answer = await deps.upstream.validate();
  if (answer.kind === "found") {
    const key = answer.value;
    const refusal = refusalOf(key, deps.settings.environment);
    const state = { environment: key.environment, username: key.username, refusal };
    if (!(await writeState(deps, state, stamp))) return gateOfOthers(deps);
    if (refusal)
      deps.log.error({ refusal, expected: deps.settings.environment, found: key.environment }, "nothing will be sent");
    if (refusal === null) return { isOpen: true, username: key.username };
    return { isOpen: false, reason: refusal, username: refusal === READ_ONLY ? key.username : null };
  }
  if (answer.kind === "denied") {
    if (!(await writeState(deps, { environment: null, username: null, refusal: answer.code }, stamp)))
      return gateOfOthers(deps);
    await pause(deps, REFUSED_PAUSE_MS, answer.code);
    deps.log.error({ code: answer.code }, "the provider refuses the key: nothing will be sent");
    return { isOpen: false, reason: answer.code, username: null };
  }
  await heedAnswer(deps, answer);
  // No answer says nothing about the key: what it said before stands.
  return known?.is_usable ? toGate(known) : { isOpen: false, reason: "provider_unreachable", username: null };
}

/** Another instance learned something of the key while this one was asking: that is the newer word. */
async function gateOfOthers(deps: EngineDeps): Promise<Gate> {
  const state = await readState(deps);
  if (state?.is_ours && state.is_fresh && !state.is_paused) return toGate(state);
  return { isOpen: false, reason: state?.pause_reason ?? "not_validated", username: null };
}

function refusalOf(
  key: { environment: string; isEnabled: boolean; scope: string | null },
  expected: string,
): string | null {
  if (key.environment !== expected) return "environment_mismatch";
  if (!key.isEnabled) return "key_disabled";
  if (key.scope === "READ-ONLY") return READ_ONLY;
  return null;
}

/**
 * A key that did not say what it is has not been validated: it is asked again as soon as the pause is over. Another key or
 * address than before has another catalogue, which is read at once. False, and nothing written, when the state is no longer the
 * one with this stamp: an answer that was long on its way must neither end a pause nor shut a door that another instance found open.
 */
async function writeState(
  deps: EngineDeps,
  state: { environment: string | null; username: string | null; refusal: string | null },
  stamp: string,
): Promise<boolean> {
  const now = deps.virtualNow()?.toISOString() ?? null;
  const written = await deps.sql`
    insert into upstream_state (id, environment, username, key_digest, is_usable, refusal, validated_at)
    values (1, ${state.environment}, ${state.username}, ${deps.settings.keyDigest}, ${state.refusal === null}, ${state.refusal},
      case when ${state.environment}::text is not null then coalesce(${now}::timestamptz, now()) end)
    on conflict (id) do update set environment = excluded.environment, username = excluded.username,
      key_digest = excluded.key_digest, is_usable = excluded.is_usable, refusal = excluded.refusal,
      validated_at = excluded.validated_at, paused_until = null, pause_reason = null,
      plans_synced_at = case when upstream_state.key_digest = excluded.key_digest then upstream_state.plans_synced_at end
    where concat_ws(' ', upstream_state.key_digest, upstream_state.validated_at, upstream_state.paused_until) = ${stamp}
    returning id`;
  return written.length > 0;
}

/** Stops all requests for a while, on every instance. A pause never shortens a longer one. */
async function pause(deps: EngineDeps, forMs: number, reason: string): Promise<void> {
  const now = deps.virtualNow()?.toISOString() ?? null;
  await deps.sql`
    insert into upstream_state (id, key_digest, pause_reason, paused_until)
    values (1, ${deps.settings.keyDigest}, ${reason},
      coalesce(${now}::timestamptz, now()) + make_interval(secs => ${forMs / 1000}))
    on conflict (id) do update set key_digest = excluded.key_digest, pause_reason = excluded.pause_reason,
      paused_until = greatest(upstream_state.paused_until, excluded.paused_until)
    where upstream_state.key_digest = excluded.key_digest or upstream_state.key_digest is null`;
}

/** After the provider refused the key in the middle of work: ask it who we are before anything else is sent. */
async function closeGate(deps: EngineDeps, code: string): Promise<void> {
  await deps.sql`
    update upstream_state set is_usable = false, refusal = ${code}, validated_at = null
    where id = 1 and key_digest = ${deps.settings.keyDigest}`;
  await pause(deps, REFUSED_PAUSE_MS, code);
  deps.log.error({ code }, "the provider refuses the key: nothing will be sent");
}

/** Refusals that every request would meet. An empty wallet is not one, and an unknown word with 403 may be about one order. */
const KEY_REFUSALS: ReadonlySet<string> = new Set([
  "MISSING_ACCESS_TOKEN",
  "INVALID_ACCESS_TOKEN",
  "IP_BLOCKED",
  "IP_NOT_ALLOWED",
  "API_DISABLED",
  "ERR_SCOPE",
  "FORBIDDEN",
  "HTTP_403",
]);

/** Whether the provider refuses whoever asks, and not what was asked. */
export function isRefusalOfKey(
  answer: SendOutcome | ReadOutcome<unknown>,
): answer is Extract<SendOutcome | ReadOutcome<unknown>, { readonly code: string }> {
  if (answer.kind !== "denied" && answer.kind !== "refused") return false;
  return answer.httpStatus === 401 || KEY_REFUSALS.has(answer.code);
}

/**
 * What an answer says of the key or the provider's door rather than of one order is heeded by every instance: a refused key is
 * not tried again before it has been validated anew, and "too many" or "not now" is not answered with more of the same.
 */
export async function heedAnswer(deps: EngineDeps, answer: SendOutcome | ReadOutcome<unknown>): Promise<void> {
  deps.lanes.heed(answer);
  if (isRefusalOfKey(answer)) return closeGate(deps, answer.code);
  // Without a status the connection was never made: that is this instance's network, and no reason for the others to stop.
  if (answer.kind === "later" && answer.httpStatus !== null) {
    await pause(
      deps,
      answer.retryAfterMs ?? LATER_DEFAULT_MS,
      answer.httpStatus === 429 ? "rate_limited" : "unavailable",
    );
  }
}
