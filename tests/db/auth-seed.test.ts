import { describe, expect, test } from "vitest";
import { createShop, createStaff } from "@/db/factories";
import { seedDemo } from "@/db/seed";
import { DEMO_PASSWORD, DEMO_STAFF } from "@/lib/auth/demo-staff";
import { findSessionOf } from "@/lib/auth/find-session";
import { listShops } from "@/lib/auth/queries";
import { auditLedger } from "@/lib/ledger/audit";
import { usePeople } from "../support/people";

describe("the demo", () => {
  const people = usePeople();

  test("is filled in once, by two instances at once and by every start after", async () => {
    await Promise.all([seedDemo(people.url), seedDemo(people.url)]);
    await seedDemo(people.url);
    const shops = await people.sql`
      select s.name, a.balance_centimes from shops s join accounts a on a.shop_id = s.id
      where a.kind = 'float' and a.book = 'live' order by s.id`;
    expect([...shops]).toEqual([
      { name: "Boutique Didouche", balance_centimes: 5_000_000n },
      { name: "Kiosque El Biar", balance_centimes: 2_000_000n },
    ]);
    expect(await people.sql`select 1 from accounts`).toHaveLength(2 * 2 * 4);
    expect(await people.sql`select 1 from transfers`).toHaveLength(2);
    expect(await people.sql`select 1 from staff`).toHaveLength(6);
    expect(await auditLedger(people.sql)).toEqual([]);
  });

  test.each(DEMO_STAFF)("$userName signs in and acts as $role of $shopName", async (person) => {
    const signedIn = await people.attempt({ userName: person.userName, password: DEMO_PASSWORD });
    if (!signedIn.ok) throw new Error(signedIn.error.code);
    const session = await findSessionOf(people.db, signedIn.value.claims, null);
    expect(session).toMatchObject({ role: person.role, shopName: person.shopName ?? "Boutique Didouche" });
  });

  test("leaves alone what people have changed since", async () => {
    await people.sql`update staff set display_name = 'Amina', is_active = false where user_name = 'cashier2'`;
    await seedDemo(people.url);
    const [row] = await people.sql`select display_name, is_active from staff where user_name = 'cashier2'`;
    expect(row).toEqual({ display_name: "Amina", is_active: false });
  });
});

describe("a database with staff of its own", () => {
  const people = usePeople();

  test("is not filled with people whose password everybody knows", async () => {
    const { shopId } = await createShop(people.sql, { name: "Real" });
    await createStaff(people.sql, { shopId, userName: "real" });
    await expect(seedDemo(people.url)).rejects.toThrow("RASID_DEMO=off");
    expect((await listShops(people.db)).map(({ name }) => name)).toEqual(["Real"]);
    expect(await people.sql`select 1 from staff`).toHaveLength(1);
  });
});
