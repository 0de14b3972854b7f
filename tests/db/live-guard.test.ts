import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStaff } from "@/db/factories";
import { listSessions } from "@/lib/auth/list-sessions";
import { createLiveGuard, type LivePass } from "@/lib/boundary/live-guard";
import { useEngine } from "../support/engine";

/** The people behind open streams: looked at again together, and let go once they may no longer be there. */
const engine = useEngine();
const CHECK_MS = 15_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** A guard, with the statements it has run. */
function createCounted() {
  let statements = 0;
  let answered = (): void => undefined;
  const guard = createLiveGuard(
    (asks) => {
      statements += 1;
      return listSessions(engine.database.db, asks).finally(() => setImmediate(answered));
    },
    (error) => errors.push(error),
  );
  const errors: unknown[] = [];
  const look = async () => {
    const done = new Promise<void>((resolve) => (answered = resolve));
    vi.advanceTimersByTime(CHECK_MS);
    await done;
  };
  return { guard, errors, look, count: () => statements };
}

async function hire(change: Partial<LivePass> = {}): Promise<LivePass> {
  const { staffId, sessionVersion } = await createStaff(engine.database.sql, { shopId: engine.shopId });
  const expiresAt = new Date(Date.now() + 3_600_000);
  return { claims: { staffId, sessionVersion }, chosenShopId: null, expiresAt, shopId: engine.shopId, ...change };
}

test("a dismissed person's streams end at the next look, all of them, and nobody else's", async () => {
  const { guard, look } = createCounted();
  const [stays, goes, signedOut] = [await hire(), await hire(), await hire()];
  const closed: string[] = [];
  guard.watch(stays, () => closed.push("stays"));
  guard.watch(goes, () => closed.push("goes"));
  guard.watch(goes, () => closed.push("goes too"));
  guard.watch(signedOut, () => closed.push("signed out"));
  await look();
  expect(closed).toEqual([]);
  await engine.database.sql`update staff set is_active = false where id = ${goes.claims.staffId}`;
  await engine.database
    .sql`update staff set session_version = session_version + 1 where id = ${signedOut.claims.staffId}`;
  await look();
  expect(closed.sort()).toEqual(["goes", "goes too", "signed out"]);
});

test("a pass ends with its cookie, and with its shop", async () => {
  const { guard, look } = createCounted();
  const other = await engine.openShop(0);
  const closed: string[] = [];
  guard.watch(await hire({ expiresAt: new Date(Date.now() - 1) }), () => closed.push("expired"));
  guard.watch(await hire({ shopId: other.shopId }), () => closed.push("moved"));
  await look();
  expect(closed.sort()).toEqual(["expired", "moved"]);
});

test("an operator's stream is of the shop it was opened in, as long as that can be chosen", async () => {
  const { guard, look } = createCounted();
  const operator = await createStaff(engine.database.sql, { shopId: null });
  const other = await engine.openShop(0);
  const claims = { staffId: operator.staffId, sessionVersion: operator.sessionVersion };
  const closed: string[] = [];
  guard.watch(await hire({ claims, chosenShopId: other.shopId, shopId: other.shopId }), () => closed.push("chosen"));
  guard.watch(await hire({ claims, chosenShopId: 999_999, shopId: other.shopId }), () => closed.push("no such shop"));
  await look();
  expect(closed).toEqual(["no such shop"]);
});

test("a thousand streams of a hundred people are one statement a look, and none when they have gone", async () => {
  const { guard, look, count } = createCounted();
  const people = await Promise.all(Array.from({ length: 100 }, () => hire()));
  const leaves = people.flatMap((pass) => Array.from({ length: 10 }, () => guard.watch(pass, () => undefined)));
  await look();
  await look();
  expect(count()).toBe(2);
  for (const leave of leaves) leave();
  vi.advanceTimersByTime(4 * CHECK_MS);
  expect(count()).toBe(2);
});
