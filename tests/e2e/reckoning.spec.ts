import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@/tests/support/e2e-test";
import { projectDir } from "@/scripts/environment";

/** The command that an accountant runs, on the world's own database. */
function runAudit(databaseUrl: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", join(projectDir, "scripts", "audit-ledger.ts")], {
    cwd: projectDir,
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said: Buffer.concat(said).toString() }));
  });
}

test("after a day of every kind of end, the audit is silent and the phones agree with the book", async ({
  counter,
  shop,
  world,
}) => {
  await counter.open();
  await world.provider.arm(
    { endpoint: "send", kind: "accept-then-drop", msisdn: "0661700001" },
    { endpoint: "send", kind: "accept-then-500", msisdn: "0661700002" },
    { endpoint: "send", kind: "rate-limit", retryAfter: 1, msisdn: "0661700003" },
    { endpoint: "send", kind: "truncated-json", msisdn: "0661700004" },
    { endpoint: "send", kind: "success-without-id", msisdn: "0661700005" },
  );
  const numbers = [
    "0661700001",
    "0661700002",
    "0661700003",
    "0661700004",
    "0661700005",
    "0600000001",
    "0600000003",
    "0661700006",
  ];
  for (const [at, number] of numbers.entries()) await counter.sell(number, 100 + at);
  await world.provider.operators({ djezzy: "down" });
  await counter.sell("0770700007", 300);
  await expect
    .poll(async () => (await shop.orders()).map(({ status }) => status), { timeout: 45_000 })
    .toEqual([...Array<string>(5).fill("fulfilled"), "refunded", "uncertain", "fulfilled", "rejected"]);
  for (const { sendCount, msisdn } of await shop.orders())
    expect(sendCount, msisdn).toBe(msisdn === "0661700003" ? 2 : 1);
  await world.expectHonestBooks();
  expect(await runAudit(world.databaseUrl)).toEqual({ code: 0, said: "" });
});
