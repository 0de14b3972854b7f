import { expect, test } from "@/tests/support/e2e-test";
import { Counter } from "@/tests/support/e2e-counter";
import { OrderPage } from "@/tests/support/e2e-orders";

const OOREDOO = "0551 23 45 67";
const IN_SPITE = {
  fr: "Envoyé malgré la pause",
  ar: "أُرسل رغم التوقف المؤقت",
  en: "Sent in spite of the pause",
};

test("an operator that the provider reports down: the counter says so, sales wait, an owner may sell all the same", async ({
  world,
  shop,
  openAs,
}) => {
  /** The provider is asked once a minute; a test cannot wait for that. */
  const askAgain = () => world.sql`update upstream_state set pinged_at = null`;
  await world.provider.operators({ ooredoo: "down" });
  await askAgain();
  await expect
    .poll(() =>
      world.sql`select 1 from breakers where subject = 'Ooredoo' and closed_at is null`.then((rows) => rows.length),
    )
    .toBe(1);

  const cashier = new Counter(await openAs("cashier"));
  await cashier.open();
  const notice = cashier.form.getByRole("status").filter({ hasText: /[Pp]aused/ });
  await expect(notice).toContainText(/Paused at the provider: .?Ooredoo/);
  await cashier.fill(OOREDOO, 500);
  await expect(notice).toContainText("the provider reports an outage");
  await expect(notice.getByRole("button")).toHaveCount(0);
  await cashier.amount.press("Enter");
  const row = cashier.rowOf("0551234567");
  await cashier.expectStatus(row, "queued");
  await expect(row).toContainText(/Waits: .*Ooredoo.* is paused\./);
  await cashier.fill("0661 23 45 67", 500);
  await expect(notice).toHaveCount(0);

  const owner = new Counter(await openAs("owner"));
  await owner.open();
  await owner.fill(OOREDOO, 600);
  await owner.form.getByRole("button", { name: "Sell all the same" }).click();
  await expect(owner.form.getByText(/Sold all the same until .?\d\d:\d\d/)).toBeVisible();
  await expect.poll(async () => (await shop.onlyOrder()).sendCount).toBe(1);

  const sent = new OrderPage(owner.page);
  await sent.open((await shop.onlyOrder()).id);
  await expect(sent.main.getByText(/Sent in spite of the pause: .+ wanted it/)).toBeVisible();
  await owner.open();

  await world.provider.operators({ ooredoo: "up" });
  await askAgain();
  await owner.fill(OOREDOO, 600);
  await expect(owner.form.getByText(/Sold all the same/)).toHaveCount(0, { timeout: 20_000 });
});

test("an operator, who has no counter, lets a waiting order leave from its own page", async ({
  world,
  shop,
  openAs,
}) => {
  await world.provider.operators({ ooredoo: "down" });
  const askAgain = () => world.sql`update upstream_state set pinged_at = null`;
  await askAgain();
  const countOpen = () => world.sql`select 1 from breakers where closed_at is null`.then((rows) => rows.length);
  await expect.poll(countOpen).toBe(1);
  // The next probe is not this test's subject.
  await world.sql`update breakers set probe_at = now() + interval '1 minute'`;
  const counter = new Counter(await openAs("cashier"));
  await counter.open();
  await counter.fill(OOREDOO, 500);
  await counter.amount.press("Enter");
  await counter.expectStatus(counter.rowOf("0551234567"), "queued");
  const { id } = await shop.onlyOrder();

  const cashier = new OrderPage(counter.page);
  await cashier.open(id);
  await expect(cashier.main.getByText("the provider reports an outage")).toBeVisible();
  await expect(cashier.main.getByRole("button", { name: "Sell all the same" })).toHaveCount(0);
  const operator = new OrderPage(await openAs("operator"));
  await operator.open(id);
  await operator.main.getByRole("button", { name: "Sell all the same" }).click();
  await expect.poll(async () => (await shop.onlyOrder()).sendCount).toBe(1);
  const url = new URL("/", operator.page.url()).href;
  for (const [locale, words] of Object.entries(IN_SPITE)) {
    await operator.page.context().addCookies([{ name: "NEXT_LOCALE", value: locale, url }]);
    await operator.page.reload();
    await expect(operator.main.getByText(words)).toBeVisible();
  }
  await world.provider.operators({ ooredoo: "up" });
  await askAgain();
  await expect.poll(countOpen, { timeout: 20_000 }).toBe(0);
});

test("a provider that does not answer: the counter says so, and that it answers again", async ({ counter, world }) => {
  const askAgain = () => world.sql`update upstream_state set pinged_at = null`;
  await world.provider.arm({ endpoint: "ping", kind: "html", count: 2 });
  await counter.open();
  const missed = (count: number) =>
    expect
      .poll(
        async () =>
          (await world.sql<{ misses: number }[]>`select ping_misses as misses from upstream_state`)[0]?.misses,
      )
      .toBe(count);
  await askAgain();
  await missed(1);
  await askAgain();
  await missed(2);
  const notice = counter.form.getByText("The provider has not answered since");
  await expect(notice).toBeVisible({ timeout: 20_000 });
  await askAgain();
  await missed(0);
  await expect(notice).toHaveCount(0, { timeout: 20_000 });
});
