import { beforeAll, expect, test } from "vitest";
import { createShop, createStaff, type NewShop, type NewStaff } from "@/db/factories";
import { findSessionOf } from "@/lib/auth/find-session";
import { usePeople } from "../support/people";

const people = usePeople();
let first: NewShop;
let second: NewShop;
let closed: NewShop;
let cashier: NewStaff;
let operator: NewStaff;

beforeAll(async () => {
  first = await createShop(people.sql, { name: "First" });
  second = await createShop(people.sql, { name: "Second" });
  closed = await createShop(people.sql, { name: "Closed", isActive: false });
  cashier = await createStaff(people.sql, { shopId: second.shopId, userName: "cashier", displayName: "Lina" });
  operator = await createStaff(people.sql, { shopId: null, userName: "operator" });
});

const find = (who: NewStaff, chosenShopId: number | null = null) => findSessionOf(people.db, who, chosenShopId);

test("a person acts in their own shop, with the role the staff row gives them now", async () => {
  expect(await find(cashier)).toEqual({
    staffId: cashier.staffId,
    userName: "cashier",
    displayName: "Lina",
    role: "cashier",
    shopId: second.shopId,
    shopName: "Second",
  });
  await people.sql`update staff set role = 'auditor' where id = ${cashier.staffId}`;
  expect(await find(cashier)).toMatchObject({ role: "auditor" });
  await people.sql`update staff set role = 'cashier' where id = ${cashier.staffId}`;
});

test("another shop's cookie does nothing for those who belong to one", async () => {
  for (const wish of [first.shopId, closed.shopId, 999_999]) {
    expect(await find(cashier, wish)).toMatchObject({ shopId: second.shopId });
  }
});

test("an operator acts in the shop they chose, a closed one too, and in the first when it does not exist", async () => {
  expect(await find(operator)).toMatchObject({ role: "operator", shopId: first.shopId });
  expect(await find(operator, second.shopId)).toMatchObject({ shopId: second.shopId, shopName: "Second" });
  expect(await find(operator, closed.shopId)).toMatchObject({ shopId: closed.shopId });
  expect(await find(operator, 999_999)).toMatchObject({ shopId: first.shopId });
});

test("a session ends when the version is raised, and another version never began", async () => {
  const { shopId } = first;
  const person = await createStaff(people.sql, { shopId });
  expect(await find(person)).not.toBeNull();
  await people.sql`update staff set session_version = session_version + 1 where id = ${person.staffId}`;
  expect(await find(person)).toBeNull();
  expect(await find({ ...person, sessionVersion: 2 })).not.toBeNull();
  expect(await find({ ...person, sessionVersion: 3 })).toBeNull();
});

test("a session ends with a dismissal and with the shop", async () => {
  const shop = await createShop(people.sql);
  const dismissed = await createStaff(people.sql, { shopId: shop.shopId });
  const stranded = await createStaff(people.sql, { shopId: shop.shopId });
  await people.sql`update staff set is_active = false where id = ${dismissed.staffId}`;
  expect(await find(dismissed)).toBeNull();
  expect(await find(stranded)).not.toBeNull();
  await people.sql`update shops set is_active = false where id = ${shop.shopId}`;
  expect(await find(stranded)).toBeNull();
});

test("nobody's claims are nobody's session", async () => {
  expect(await findSessionOf(people.db, { staffId: 999_999, sessionVersion: 1 }, null)).toBeNull();
});
