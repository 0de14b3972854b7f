import { expect, test } from "vitest";
import { createStaff } from "@/db/factories";
import { findSessionOf } from "@/lib/auth/find-session";
import { hasStaff, listShops } from "@/lib/auth/queries";
import { usePeople } from "../support/people";

const people = usePeople();

test("an empty database refuses everybody in words, and an operator without a shop to act in", async () => {
  expect(await hasStaff(people.db)).toBe(false);
  expect(await listShops(people.db)).toEqual([]);
  expect(await people.attempt({ userName: "owner", password: "rasid-demo" })).toMatchObject({
    error: { code: "bad_credentials" },
  });
  const operator = await createStaff(people.sql, { shopId: null, userName: "operator", password: "a password" });
  expect(await people.attempt({ userName: "operator", password: "a password" })).toEqual({
    ok: false,
    error: { code: "no_shop" },
  });
  expect(await findSessionOf(people.db, operator, null)).toBeNull();
  expect(await hasStaff(people.db)).toBe(true);
});
