import type { Page } from "@playwright/test";
import { expect, test } from "@/tests/support/e2e-test";
import { ANSWERED_401 } from "@/tests/support/e2e-console";

// Failures are counted by address too, and every test of a worker comes from the same one.
test.use({ role: null, extraHTTPHeaders: { "x-forwarded-for": "203.0.113.10" } });

const PASSWORD = "a long enough secret";
const WRONG = "That user name and password do not go together.";

async function signIn(page: Page, userName: string, password: string): Promise<void> {
  await page.getByLabel("User name").fill(userName);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("in by the form, out by the menu", async ({ page, shop }) => {
  const { userName } = await shop.hire({ role: "cashier", displayName: "Salima Bey", password: PASSWORD });
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);
  await signIn(page, userName.toUpperCase(), PASSWORD);
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole("form", { name: "New top-up" })).toBeVisible();
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "next-auth.session-token");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await page.getByRole("button", { name: "Account of Salima Bey" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/orders");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Forders$/);
});

test("a wrong password and an unknown name get the same words", async ({ page, shop }) => {
  const { userName } = await shop.hire({ role: "cashier", password: PASSWORD });
  const said: string[] = [];
  for (const name of [userName, "nobody-of-that-name"]) {
    await page.goto("/sign-in");
    await signIn(page, name, "wrong");
    await expect(page.getByRole("main").getByRole("alert")).toContainText(WRONG);
    said.push(await page.getByRole("main").getByRole("alert").innerText());
    await expect(page.getByLabel("User name"), "the name stays").toHaveValue(name);
    await expect(page.getByLabel("Password")).toHaveValue("");
  }
  expect(said[0]).toBe(said[1]);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("after five failures even the right password has to wait", async ({ page, shop }) => {
  const { userName } = await shop.hire({ role: "cashier", password: PASSWORD });
  await page.goto("/sign-in");
  const alert = page.getByRole("main").getByRole("alert");
  for (let left = 4; left >= 1; left -= 1) {
    await signIn(page, userName, `wrong ${left}`);
    await expect(alert).toContainText(left <= 2 ? (left === 1 ? "One try left" : "2 tries left") : WRONG);
    await expect(page.getByLabel("Password")).toBeFocused();
  }
  await signIn(page, userName, "wrong again");
  await expect(alert).toContainText("Too many attempts. Try again in 1 minute.");
  await signIn(page, userName, PASSWORD);
  await expect(alert).toContainText("Too many attempts.");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("back to the page that was wanted; never to a stranger's", async ({ page, shop, world, consoleWatch }) => {
  // The page that is left open while its cookie is taken away goes on asking.
  consoleWatch.allow(ANSWERED_401);
  const { userName } = await shop.hire({ role: "manager", password: PASSWORD });
  await page.goto("/orders?status=refunded");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signIn(page, userName, PASSWORD);
  await expect(page).toHaveURL(`${world.url}/orders?status=refunded`);
  for (const next of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
  ]) {
    await page.context().clearCookies({ name: "next-auth.session-token" });
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await signIn(page, userName, PASSWORD);
    await expect(page, next).toHaveURL(`${world.url}/`);
  }
});

test("whoever is dismissed is out at the next request, and cannot come back", async ({
  page,
  shop,
  world,
  consoleWatch,
}) => {
  consoleWatch.allow(ANSWERED_401);
  const { userName, staffId } = await shop.hire({ role: "cashier", password: PASSWORD });
  await page.goto("/sign-in");
  await signIn(page, userName, PASSWORD);
  await expect(page).toHaveURL(`${world.url}/`);
  await world.sql`update staff set is_active = false where id = ${staffId}`;
  expect((await page.request.get(`${world.url}/api/orders`)).status()).toBe(401);
  await page.goto("/orders");
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, userName, PASSWORD);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("This account is switched off.");
});

test("a session version raised ends every session of a person, and a new one begins by password", async ({
  page,
  shop,
  world,
  consoleWatch,
}) => {
  consoleWatch.allow(ANSWERED_401);
  const { userName, staffId } = await shop.hire({ role: "manager", password: PASSWORD });
  await page.goto("/sign-in?next=/balance");
  await signIn(page, userName, PASSWORD);
  await expect(page).toHaveURL(`${world.url}/balance`);
  await world.sql`update staff set session_version = session_version + 1 where id = ${staffId}`;
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fbalance$/);
  await signIn(page, userName, PASSWORD);
  await expect(page).toHaveURL(`${world.url}/balance`);
});

test("the demo's people are one press away", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: /cashier2.*Kiosque El Biar/ }).click();
  await expect(page.getByRole("form", { name: "New top-up" })).toBeVisible();
  await expect(page.getByText("Kiosque El Biar")).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the form still signs in, and still explains", async ({ page, shop, world }) => {
    const { userName } = await shop.hire({ role: "cashier", password: PASSWORD });
    await page.goto("/sign-in");
    await signIn(page, userName, "wrong");
    await expect(page.getByText(WRONG)).toBeVisible();
    await signIn(page, userName, PASSWORD);
    await expect(page).toHaveURL(`${world.url}/`);
    expect((await page.request.get(`${world.url}/api/balance`)).status()).toBe(200);
  });
});
