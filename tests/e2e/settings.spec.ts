import { expect, test } from "@/tests/support/e2e-test";
import { captureCall, expectAnswer, forge } from "@/tests/support/e2e-action";
import { Shop } from "@/tests/support/e2e-shop";
import { Counter } from "@/tests/support/e2e-counter";

test("an owner sets the grace seconds; the next sale can be called back; a cashier has no such page", async ({
  openAs,
  shop,
  consoleWatch,
}) => {
  const owner = await openAs("owner");
  await owner.goto("/settings");
  await owner.getByLabel("Seconds in which a sale can be called back").fill("11");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByRole("alert").filter({ hasText: "nothing was saved" })).toBeVisible();
  await owner.getByLabel("Seconds in which a sale can be called back").fill("10");
  await owner.keyboard.press("Enter");
  await expect(owner.getByText("Saved. It holds from the next sale on.")).toBeVisible();
  await expect(owner.getByText(/^Changed by/)).toBeVisible();
  // The rule of two people is not for the shop to set.
  await expect(owner.getByLabel(/two people decide/)).toHaveCount(0);
  await owner.reload();
  await expect(owner.getByLabel("Seconds in which a sale can be called back")).toHaveValue("10");

  consoleWatch.allow(/404/);
  const page = await openAs("cashier");
  await page.goto("/settings");
  await expect(page.getByRole("heading", { level: 1 })).not.toContainText("Shop settings");
  await expect(page.getByRole("link", { name: "Settings" })).toHaveCount(0);
  const counter = new Counter(page);
  await counter.open();
  await counter.sell("0661900001", 500);
  await expect(counter.form.getByRole("button", { name: /^Cancel \(/ })).toBeVisible();
  expect(await shop.onlyOrder()).toMatchObject({ status: "queued" });
});

test("an operator sets from which amount on two people decide", async ({ openAs, shop, world }) => {
  const operator = await openAs("operator");
  await operator.goto("/settings");
  await operator.getByLabel(/two people decide/).fill("500");
  await operator.keyboard.press("Enter");
  await expect(operator.getByText("Saved. It holds from the next sale on.")).toBeVisible();
  const rows = await world.sql`select second_verdict_above_centimes as above from shops where id = ${shop.id}`;
  expect(rows).toEqual([{ above: 50_000n }]);
});

test("another shop's settings cannot be touched, nor one's own without the right, nor the limit by an owner", async ({
  openAs,
  shop,
  world,
}) => {
  const neighbour = await Shop.open(world);
  const read = () => world.sql`
    select id, grace_seconds, repeat_window_seconds, late_after_seconds, second_verdict_above_centimes as above
    from shops where id in (${shop.id}, ${neighbour.id}) order by id`;
  const owner = await openAs("owner");
  await owner.goto("/settings");
  const call = await captureCall(owner, () => owner.getByRole("button", { name: "Save" }).click());
  await expect(owner.getByText("Saved. It holds from the next sale on.")).toBeVisible();
  const before = await read();
  const wish = { graceSeconds: 9, repeatMinutes: 0, lateAfterSeconds: 600, secondVerdictAboveDinars: 1_000 };

  const named = await forge(owner, call, [{ ...wish, shopId: neighbour.id }]);
  await expectAnswer(named, { ok: false, error: { code: "out_of_range" } });
  for (const role of ["cashier", "manager", "auditor"] as const) {
    await expectAnswer(await forge(await openAs(role), call, [wish]), { ok: false, error: { code: "forbidden" } });
  }
  const stranger = await forge(await openAs(null), call, [wish]);
  await expectAnswer(stranger, { ok: false, error: { code: "signed_out" } });
  expect(await read()).toEqual(before);

  await expectAnswer(await forge(owner, call, [wish]), { ok: true });
  const [ours, theirs] = await read();
  expect(ours).toMatchObject({ grace_seconds: 9, repeat_window_seconds: 0, late_after_seconds: 600, above: 200_000n });
  expect(theirs).toEqual(before[1]);
});
