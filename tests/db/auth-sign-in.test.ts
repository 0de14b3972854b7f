import { beforeAll, describe, expect, test } from "vitest";
import { createShop, createStaff, type NewStaff } from "@/db/factories";
import { DEMO_PASSWORD } from "@/lib/auth/demo-staff";
import { usePeople } from "../support/people";

const people = usePeople();
const PASSWORD = "correct horse";
const WRONG = { ok: false, error: { code: "bad_credentials" } };
let amel: NewStaff;

beforeAll(async () => {
  const { shopId } = await createShop(people.sql);
  amel = await createStaff(people.sql, { shopId, userName: "Amel", role: "manager", password: PASSWORD });
});

describe("signing in", () => {
  test("takes the right password, whatever the case of the name and the space around it", async () => {
    const expected = { ok: true, value: { claims: { staffId: amel.staffId, sessionVersion: 1 }, role: "manager" } };
    expect(await people.attempt({ userName: "Amel", password: PASSWORD })).toEqual(expected);
    expect(await people.attempt({ userName: " aMEL ", password: PASSWORD })).toEqual(expected);
  });

  test("answers a wrong password and a wrong name alike, tries included", async () => {
    const wrongPassword = await people.attempt({ userName: "Amel", password: "correct horsf" });
    const wrongName = await people.attempt({ userName: "Amal", password: PASSWORD });
    expect(wrongPassword).toEqual({ ok: false, error: { code: "bad_credentials", triesLeft: 4 } });
    expect(wrongName).toEqual(wrongPassword);
  });

  test.each([
    { userName: "", password: PASSWORD },
    { userName: "Amel", password: "" },
    { userName: null, password: undefined },
    { userName: ["Amel"], password: { length: 3 } },
    { userName: "Amel", password: "x".repeat(1_000_000) },
    { userName: "A".repeat(65), password: PASSWORD },
  ])("refuses what no form of ours sends, uncounted (%#)", async (input) => {
    expect(await people.attempt(input)).toEqual({ ok: false, error: { code: "not_understood" } });
    expect(await people.sql`select 1 from sign_in_throttles`).toHaveLength(0);
  });

  test("tells of a dismissal or a closed shop only those who know the password", async () => {
    const { shopId } = await createShop(people.sql, { isActive: false });
    await createStaff(people.sql, { shopId, userName: "of-closed", password: PASSWORD });
    const open = await createShop(people.sql);
    await createStaff(people.sql, { shopId: open.shopId, userName: "dismissed", password: PASSWORD, isActive: false });
    const refusalOf = async (userName: string) => people.attempt({ userName, password: PASSWORD });
    expect(await refusalOf("of-closed")).toEqual({ ok: false, error: { code: "shop_inactive" } });
    expect(await refusalOf("dismissed")).toEqual({ ok: false, error: { code: "staff_inactive" } });
    expect(await people.attempt({ userName: "dismissed", password: "x" })).toMatchObject(WRONG);
  });

  test("knows no demo password outside a demo, not even a right one", async () => {
    const { shopId } = await createShop(people.sql);
    await createStaff(people.sql, { shopId, userName: "left-over", password: DEMO_PASSWORD });
    const attempt = { userName: "left-over", password: DEMO_PASSWORD };
    expect(await people.attempt({ ...attempt, isDemo: false })).toMatchObject(WRONG);
    expect(await people.attempt({ ...attempt, isDemo: true })).toMatchObject({ ok: true });
  });
});

describe("guessing a password", () => {
  const guess = (change = {}) => people.attempt({ userName: "Amel", password: "guess", ...change });
  const guessFiveTimes = async () => {
    for (let left = 4; left > 0; left -= 1) {
      expect(await guess()).toEqual({ ok: false, error: { code: "bad_credentials", triesLeft: left } });
    }
    return guess();
  };

  test("costs a wait after five tries, longer each time, and a quarter of an hour at most", async () => {
    for (const minutes of [1, 2, 5, 15, 15]) {
      const refused = { ok: false, error: { code: "throttled", retryAfterMs: minutes * 60_000 } };
      expect(await guessFiveTimes()).toEqual(refused);
      // The right password waits like any other, and trying does not lengthen the wait.
      const meanwhile = await people.attempt({ userName: "amel", password: PASSWORD });
      expect(meanwhile).toMatchObject({ ok: false, error: { code: "throttled" } });
      expect(!meanwhile.ok && "retryAfterMs" in meanwhile.error && meanwhile.error.retryAfterMs).toBeLessThanOrEqual(
        minutes * 60_000,
      );
      await people.passMinutes(minutes);
    }
    expect(await people.attempt({ userName: "Amel", password: PASSWORD })).toMatchObject({ ok: true });
  });

  test("is forgiven by the right password, waits included", async () => {
    await guessFiveTimes();
    await people.passMinutes(1);
    expect(await people.attempt({ userName: "Amel", password: PASSWORD })).toMatchObject({ ok: true });
    expect(await guessFiveTimes()).toMatchObject({ error: { code: "throttled", retryAfterMs: 60_000 } });
  });

  test("a hundred at once are five guesses", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess()));
    const codes = answers.map((answer) => (answer.ok ? "ok" : answer.error));
    // Four are told so, and the fifth is told to wait; none of the others had its password looked at.
    expect(codes.filter((error) => error !== "ok" && error.code === "bad_credentials")).toHaveLength(4);
    expect(codes.filter((error) => error !== "ok" && error.code === "throttled")).toHaveLength(96);
  });

  test("of one person leaves the others alone", async () => {
    const { shopId } = await createShop(people.sql);
    await createStaff(people.sql, { shopId, userName: "bystander", password: PASSWORD });
    await guessFiveTimes();
    expect(await people.attempt({ userName: "bystander", password: PASSWORD })).toMatchObject({ ok: true });
  });

  test("of names that do not exist is throttled the same, and no typed text is kept", async () => {
    for (let n = 0; n < 5; n += 1) await guess({ userName: "my-password-in-the-wrong-field" });
    expect(await guess({ userName: "MY-password-in-the-wrong-field" })).toMatchObject({ error: { code: "throttled" } });
    const rows = await people.sql<{ key: string }[]>`select key from sign_in_throttles`;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ key }) => /password/i.test(key))).toEqual([]);
  });

  test("one password on many names costs the address a wait, and other addresses nothing", async () => {
    const from = "105.96.1.2";
    for (let n = 0; n < 30; n += 1) expect(await guess({ userName: `name-${n}`, address: from })).toMatchObject(WRONG);
    const right = { userName: "Amel", password: PASSWORD };
    expect(await people.attempt({ ...right, address: from })).toMatchObject({ error: { code: "throttled" } });
    expect(await people.attempt({ ...right, address: "105.96.1.3" })).toMatchObject({ ok: true });
    await people.passMinutes(15);
    expect(await people.attempt({ ...right, address: from })).toMatchObject({ ok: true });
  });

  test("a counter where everybody signs in all day is never taken for a guesser", async () => {
    const attempt = { userName: "Amel", password: PASSWORD, address: "105.96.1.4" };
    for (let n = 0; n < 40; n += 1) expect(await people.attempt(attempt)).toMatchObject({ ok: true });
  });
});
