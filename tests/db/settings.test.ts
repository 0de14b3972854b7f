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
