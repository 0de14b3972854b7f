import { expect, test } from "@/tests/support/e2e-test";

const UNDERSTOOD: readonly [typed: string, stored: string][] = [
  ["0661 23 45 67", "0661234567"],
  ["0661.23.45.68", "0661234568"],
  ["0661-23-45-69", "0661234569"],
  ["+213 661 23 45 70", "0661234570"],
  ["00213661234571", "0661234571"],
  ["213661234572", "0661234572"],
  ["+213 (0) 661-23-45-73", "0661234573"],
  ["٠٦٦١٢٣٤٥٧٤", "0661234574"],
  ["661234575", "0661234575"],
];

test("a number is understood however it is typed, and sold in its one form", async ({ counter, shop }) => {
  await counter.open();
  for (const [typed, stored] of UNDERSTOOD) {
    await counter.fill(typed, 100);
    await expect(counter.operator("Mobilis"), typed).toBeChecked();
    await counter.amount.press("Enter");
    await expect(counter.number, typed).toHaveValue("");
    await expect(counter.rowOf(stored)).toBeVisible();
  }
  expect((await shop.orders()).map(({ msisdn }) => msisdn)).toEqual(UNDERSTOOD.map(([, stored]) => stored));
});

const EXPLAINED: readonly [typed: string, words: string][] = [
  ["", "Type the customer’s number."],
  ["0661 23 45", "This number is too short: 8 digits, 10 needed."],
  ["0661 23 45 678", "This number is too long: 11 digits, 10 needed."],
  ["+33 6 61 23 45 67", "This is a number of another country."],
  ["021 23 45 67", "This is a landline."],
  ["0861234567", "Algerian mobiles start with 05, 06 or 07."],
  ["06612E4567", "There is something else than digits in this number."],
];

test("a number that cannot be topped up is explained, and nothing is saved", async ({ counter, shop }) => {
  await counter.open();
  for (const [typed, words] of EXPLAINED) {
    await counter.number.fill(typed);
    await counter.amount.fill("500");
    await counter.amount.press("Enter");
    await counter.expectRefusal(words);
    await expect(counter.number, "what was typed stays, to be corrected").toBeFocused();
    await expect(counter.number).toHaveAttribute("aria-invalid", "true");
  }
  expect(await shop.orders()).toEqual([]);
  await counter.fill("0661234576", 500);
  await expect(counter.refusal, "a refusal does not outlive the text it was about").toHaveCount(0);
});

test("a number that moved to another network is sold there by choice", async ({ counter, shop }) => {
  await counter.open();
  await counter.number.fill("0661234577");
  await expect(counter.operator("Mobilis")).toBeChecked();
  await expect(counter.form.getByText("Recognised from the number")).toBeVisible();
  await counter.operator("Djezzy").check();
  await expect(counter.form.getByText("Chosen by hand")).toBeVisible();
  await counter.amount.fill("200");
  await counter.amount.press("Enter");
  await expect(counter.number).toHaveValue("");
  await counter.expectStatus(counter.rowOf("0661234577"), "fulfilled");
  expect(await shop.onlyOrder()).toMatchObject({ planCode: "PREPAID_DJEZZY", msisdn: "0661234577" });
});

test("another number does not inherit what was chosen for the former one", async ({ counter }) => {
  await counter.open();
  await counter.number.fill("0661234578");
  await counter.plan("Bill (postpaid)").check();
  await counter.number.fill("0770234578");
  await expect(counter.operator("Djezzy")).toBeChecked();
  await expect(counter.plan("Prepaid")).toBeChecked();
});
