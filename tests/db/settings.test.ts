import { expect, test } from "vitest";
import { changeSettings } from "@/lib/settings/change-settings";
import { getSettings } from "@/lib/settings/queries";
import { settingsSchema, type SettingsInput } from "@/lib/settings/schema";
import { useEngine } from "../support/engine";

/** What a shop works by, and who changed it. */
const engine = useEngine();
const WANTED: SettingsInput = {
  graceSeconds: 5,
  repeatMinutes: 3,
  lateAfterSeconds: 240,
  secondVerdictAboveDinars: 1_500,
};
const changes = () => engine.database.sql`
  select shop_id, staff_id, name, before, after from setting_changes order by id`;

test("a change is saved, written down with its author, and another shop is left alone", async () => {
  const { sql } = engine.database;
  const other = await engine.openShop(0);
  const before = await getSettings(sql, other.shopId);
  expect(before.lastChange).toBeNull();
  await changeSettings({ sql }, engine, WANTED);
  expect(await getSettings(sql, engine.shopId)).toMatchObject({ ...WANTED, lastChange: { by: "Cashier" } });
  expect(await getSettings(sql, other.shopId)).toEqual(before);
  const of = { shop_id: engine.shopId, staff_id: engine.staffId };
  expect(await changes()).toEqual([
    { ...of, name: "grace_seconds", before: 0n, after: 5n },
    { ...of, name: "repeat_window_seconds", before: 600n, after: 180n },
    { ...of, name: "late_after_seconds", before: 180n, after: 240n },
    { ...of, name: "second_verdict_above_centimes", before: 200_000n, after: 150_000n },
  ]);
  // The same once more changes nothing, and says nothing.
  await changeSettings({ sql }, engine, WANTED);
  await changeSettings({ sql }, engine, { ...WANTED, secondVerdictAboveDinars: null });
  expect(await changes()).toHaveLength(4);
  expect(await engine.place()).toMatchObject({ code: "placed" });
});

test("a value that the screen only rounds stays as it is until it is edited", async () => {
  const { sql } = engine.database;
  const shop = await engine.openShop(0);
  await sql`update shops set repeat_window_seconds = 90, second_verdict_above_centimes = 150050 where id = ${shop.shopId}`;
  const { lastChange: _nobody, ...shown } = await getSettings(sql, shop.shopId);
  await changeSettings({ sql }, shop, { ...shown, graceSeconds: 4 });
  const names = await sql`select name, before, after from setting_changes where shop_id = ${shop.shopId}`;
  expect(names).toEqual([{ name: "grace_seconds", before: 0n, after: 4n }]);
  await changeSettings({ sql }, shop, { ...shown, graceSeconds: 4, repeatMinutes: 0, secondVerdictAboveDinars: 0 });
  const [row] = await sql`
    select repeat_window_seconds, second_verdict_above_centimes from shops where id = ${shop.shopId}`;
  expect(row).toEqual({ repeat_window_seconds: 0, second_verdict_above_centimes: 0n });
});

test("two people at once: each change is written down from what the other left", async () => {
  const { sql } = engine.database;
  const shop = await engine.openShop(0);
  const { lastChange: _nobody, ...shown } = await getSettings(sql, shop.shopId);
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map((graceSeconds) => changeSettings({ sql }, shop, { ...shown, graceSeconds })),
  );
  const chain = await sql<{ before: bigint; after: bigint }[]>`
    select before, after from setting_changes where shop_id = ${shop.shopId} order by id`;
  expect(chain).toHaveLength(6);
  expect(chain.map(({ before }) => before)).toEqual([0n, ...chain.slice(0, -1).map(({ after }) => after)]);
  expect(await getSettings(sql, shop.shopId)).toMatchObject({ graceSeconds: Number(chain.at(-1)?.after) });
});

test("what was written down stays as it is", async () => {
  const { sql } = engine.database;
  await expect(sql`update setting_changes set after = 7`).rejects.toMatchObject({ code: "23001" });
  await expect(sql`delete from setting_changes`).rejects.toMatchObject({ code: "23001" });
  await expect(sql`truncate setting_changes`).rejects.toMatchObject({ code: "23001" });
});

test.each([
  { graceSeconds: 11 },
  { graceSeconds: -1 },
  { graceSeconds: 1.5 },
  { repeatMinutes: 1_441 },
  { lateAfterSeconds: 29 },
  { secondVerdictAboveDinars: 1_000_001 },
  { shopId: 1 },
])("out of range, or more than was asked for: %o", (change) => {
  expect(settingsSchema.safeParse({ ...WANTED, ...change }).success).toBe(false);
});
