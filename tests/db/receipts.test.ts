import { expect, test } from "vitest";
import type { Session } from "@/lib/auth/types";
import { countReceipts, printReceipt } from "@/lib/orders/print-receipt";
import { SCRIPTED } from "@/sandbox/model/scenario";
import { useEngine } from "../support/engine";

/** A receipt says that the top-up arrived, and only one of them is the original. */
const engine = useEngine();

const session = (): Session => ({
  ...{ shopId: engine.shopId, staffId: engine.staffId, shopName: "A shop" },
  ...{ userName: "someone", displayName: "Someone", role: "cashier" },
});

const print = (id: string, as: Session = session()) => printReceipt(engine.database, as, id);

test("the first is the original, the next ones are counted, also when tills print at once", async () => {
  const id = await engine.sell();
  await engine.run(30_000, 5_000);
  expect(await countReceipts(engine.database.sql, engine.shopId, id)).toBe(0);
  const copies = await Promise.all(Array.from({ length: 5 }, () => print(id)));
  expect(copies.map((answer) => answer.ok && answer.value.copy).toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(await print(id)).toEqual({ ok: true, value: { copy: 6 } });
  expect(await countReceipts(engine.database.sql, engine.shopId, id)).toBe(6);
});

test("there is none for what did not arrive, for what was taken back, for another shop, for nobody's order", async () => {
  const nothing = { ok: false, error: { code: "nothing_to_print" } };
  const waiting = await engine.sell();
  expect(await print(waiting)).toEqual(nothing);
  const refunded = await engine.sell({ number: SCRIPTED.refunded });
  await engine.run(30_000, 5_000);
  expect(await engine.order(refunded)).toMatchObject({ status: "refunded" });
  expect(await print(refunded)).toEqual(nothing);
  const other = await engine.openShop(1_000);
  expect(await print(waiting, { ...session(), ...other })).toEqual(nothing);
  expect(await countReceipts(engine.database.sql, other.shopId, waiting)).toBe(0);
  expect(await print("019c22c8-2138-7b48-88a4-a0528814abe1")).toEqual(nothing);
  expect(await print(waiting)).toEqual({ ok: true, value: { copy: 1 } });
  await engine.database.sql`update orders set reversed_at = now(), version = version + 1 where id = ${waiting}`;
  expect(await print(waiting)).toEqual(nothing);
});

test("what was printed is never edited or deleted", async () => {
  const id = await engine.sell();
  await engine.run(30_000, 5_000);
  await print(id);
  const { sql } = engine.database;
  await expect(sql`update receipt_prints set copy = 9 where order_id = ${id}`).rejects.toThrow("append only");
  await expect(sql`delete from receipt_prints where order_id = ${id}`).rejects.toThrow("append only");
  await expect(sql`truncate receipt_prints`).rejects.toThrow("append only");
});
