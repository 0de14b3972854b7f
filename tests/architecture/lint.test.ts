import { ESLint } from "eslint";
import { beforeAll, describe, expect, it } from "vitest";
import { PROJECT_DIR } from "./source-tree";

const TYPED = {
  "@typescript-eslint/no-floating-promises": "off",
  "@typescript-eslint/switch-exhaustiveness-check": "off",
} as const;

/** For files that exist only here, the rules that ask the compiler are left out: it knows no such file. */
const untyped = new ESLint({
  cwd: PROJECT_DIR,
  overrideConfig: [{ languageOptions: { parserOptions: { projectService: false } }, rules: TYPED }],
});

/** What the linter says of a text, were it the file of that name: rule and line. */
async function lint(path: string, text: string, eslint = untyped): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: `${PROJECT_DIR}/${path}` });
  return (result?.messages ?? []).map(({ ruleId, line, message }) => `${ruleId ?? message}:${line}`);
}

const ARROWS_BROKEN: [path: string, source: string][] = [
  // Ground: nothing but each other.
  ["lib/result.ts", "@/lib/money/centimes"],
  ["lib/id.ts", "node:crypto"],
  ["lib/assert.ts", "zod"],
  ["lib/digits.ts", "./env/env"],
  // The figures and the words beneath every domain.
  ["lib/money/sample.ts", "@/lib/phone/msisdn"],
  ["lib/money/sample.ts", "@/lib/orders/view"],
  ["lib/phone/sample.ts", "../plans/view"],
  ["lib/env/sample.ts", "@/lib/auth/roles"],
  ["lib/i18n/sample.ts", "@/lib/orders/status"],
  // The upstream client knows HTTP, its contract and money.
  ["lib/oneclick/sample.ts", "@/db/types"],
  ["lib/oneclick/sample.ts", "@/lib/env/env"],
  ["lib/oneclick/sample.ts", "@/lib/orders/types"],
  ["lib/oneclick/sample.ts", "../phone/msisdn"],
  ["lib/oneclick/sample.ts", "next/headers"],
  ["lib/oneclick/sample.ts", "drizzle-orm"],
  // The money knows nobody who spends it.
  ["lib/ledger/sample.ts", "@/lib/orders/status"],
  ["lib/ledger/sample.ts", "@/lib/plans/view"],
  ["lib/ledger/sample.ts", "@/lib/oneclick/types"],
  ["lib/ledger/sample.ts", "@/lib/auth/types"],
  ["lib/ledger/sample.ts", "../live/hub"],
  ["lib/ledger/sample.ts", "next/cache"],
  // Side by side, and none of them back up.
  ["lib/plans/sample.ts", "@/lib/ledger/queries"],
  ["lib/plans/sample.ts", "@/lib/orders/types"],
  ["lib/live/sample.ts", "@/lib/orders/view"],
  ["lib/auth/sample.ts", "@/lib/ledger/queries"],
  ["lib/auth/sample.ts", "@/lib/env/env"],
  ["lib/orders/sample.ts", "@/lib/boundary/context"],
  ["lib/orders/sample.ts", "@/lib/env/env"],
  ["lib/orders/sample.ts", "@/lib/auth/queries"],
  // Domains are handed their database, and know no framework.
  ["lib/orders/sample.ts", "@/db/client"],
  ["lib/plans/sample.ts", "../../db/client"],
  ["lib/auth/sample.ts", "@/db/client"],
  ["lib/live/sample.ts", "postgres"],
  ["lib/orders/sample.ts", "next/server"],
  ["lib/auth/sample.ts", "next/headers"],
  ["lib/boundary/sample.ts", "@/app/actions"],
  ["lib/boundary/sample.ts", "@/components/ui/button"],
  ["lib/boundary/sample.ts", "@/sandbox/server"],
  // Routes and screens stay away from memory and from the provider.
  ["app/sample.ts", "@/db/client"],
  ["app/orders/page.tsx", "@/db/schema"],
  ["app/sample.ts", "drizzle-orm"],
  ["app/sample.ts", "postgres"],
  ["app/sample.ts", "@/lib/oneclick/client"],
  ["app/sample.ts", "@/lib/env/env"],
  ["app/sample.ts", "@/sandbox/server"],
  ["proxy.ts", "@/db/client"],
  ["components/sample.tsx", "@/db/types"],
  ["components/sample.tsx", "drizzle-orm/pg-core"],
  ["components/sample.tsx", "postgres"],
  ["components/sample.tsx", "@/lib/oneclick/types"],
  ["components/sample.tsx", "@/lib/boundary/reads"],
  ["components/sample.tsx", "@/lib/env/env"],
  ["components/sample.tsx", "@/app/actions"],
  ["components/ui/sample.tsx", "../../app/actions"],
  ["components/sample.tsx", "next-auth/react"],
  // Memory reads the words it stores, and no more.
  ["db/schema/sample.ts", "@/lib/orders/queries"],
  ["db/schema/sample.ts", "../client"],
  ["db/client.ts", "@/lib/env/env"],
  ["db/factories.ts", "../lib/oneclick/client"],
  ["db/seed.ts", "@/lib/boundary/context"],
  // The provider's double shares nothing with the product.
  ["sandbox/sample.ts", "@/lib/money/centimes"],
  ["sandbox/model/sample.ts", "../../lib/oneclick/contract"],
  ["sandbox/sample.ts", "@/db/client"],
  ["sandbox/sample.ts", "zod"],
  ["scripts/sample.ts", "@/app/actions"],
  ["scripts/sample.ts", "../components/ui/button"],
];

const ARROWS_KEPT: [path: string, source: string][] = [
  ["app/sample.ts", "@/lib/boundary/route"],
  ["app/sample.tsx", "@/components/ui/button"],
  ["app/layout.tsx", "./globals.css"],
  ["components/sample.tsx", "@/lib/orders/view"],
  ["components/sample.tsx", "./ui/button"],
  ["lib/boundary/context.ts", "@/db/client"],
  ["lib/boundary/sample.ts", "next/headers"],
  ["lib/orders/sample.ts", "@/lib/ledger/queries"],
  ["lib/orders/sample.ts", "@/lib/oneclick/ref"],
  ["lib/orders/sample.ts", "@/db/schema"],
  ["lib/ledger/sample.ts", "@/lib/money/centimes"],
  ["lib/money/sample.ts", "../assert"],
  ["db/schema/sample.ts", "../../lib/orders/status"],
  ["db/factories.ts", "../lib/ledger/post-transfers"],
  ["sandbox/sample.ts", "fastify"],
  ["scripts/sample.ts", "@/lib/ledger/audit"],
];

describe("the linter", { timeout: 60_000 }, () => {
  // The first run loads the configuration and its plugins.
  beforeAll(async () => void (await lint("lib/sample.ts", "")), 60_000);

  it.each(ARROWS_BROKEN)("refuses that %s imports %s", async (path, source) => {
    expect(await lint(path, `import "${source}";\n`)).toEqual(["house/arrows:1"]);
  });

  it.each(ARROWS_KEPT)("lets %s import %s", async (path, source) => {
    expect(await lint(path, `import "${source}";\n`)).toEqual([]);
  });

  it.each([
    'export { query } from "@/db/client";',
    'export * from "@/db/client";',
    'export const load = () => import("@/db/client");',
    'export type Client = import("@/db/client").Client;',
    'import type { Client } from "@/db/client";\nexport type Mine = Client;',
    'export const client = require("@/db/client");',
  ])("sees the arrow in %s", async (text) => {
    expect(await lint("lib/orders/sample.ts", text)).toEqual(["house/arrows:1"]);
  });

  it("lends types where it does not lend values", async () => {
    const types = 'import type { Session } from "@/lib/auth/types";\nexport type Mine = Session;\n';
    expect(await lint("lib/orders/sample.ts", types)).toEqual([]);
    expect(await lint("lib/orders/sample.ts", 'export { mintShopId } from "@/lib/auth/types";')).toEqual([
      "house/arrows:1",
    ]);
    expect(await lint("lib/plans/sample.ts", 'import "@/lib/oneclick/types";')).toEqual(["house/arrows:1"]);
  });

  const long = (lines: number) => "  void 0;\n".repeat(lines);

  it.each<[rule: string, path: string, text: string]>([
    ["no-restricted-syntax:1", "lib/orders/sample.ts", "export const secret = process.env.CRON_SECRET;"],
    ["no-restricted-syntax:1", "app/sample.ts", 'export const secret = process["env"].CRON_SECRET;'],
    ["no-restricted-syntax:1", "components/sample.tsx", "export const secret = globalThis.process.env.CRON_SECRET;"],
    ["no-restricted-syntax:1", "lib/boundary/sample.ts", "export const { env } = process;"],
    [
      "no-restricted-syntax:1",
      "db/sample.ts",
      'import { env } from "node:process";\nexport const secret = env.CRON_SECRET;',
    ],
    ["no-restricted-syntax:1", "sandbox/server.ts", "export const port = process.env.PORT;"],
    ["no-restricted-syntax:1", "lib/orders/sample.ts", "export const add = (db) => db.insert(transfers);"],
    ["no-restricted-syntax:1", "db/seed.ts", "export const add = (db) => db.update(schema.accounts);"],
    ["no-restricted-syntax:1", "lib/boundary/sample.ts", "export const fix = (sql) => sql`update accounts set x = 1`;"],
    ["no-restricted-syntax:1", "scripts/sample.ts", "export const fix = (sql) => sql`\n  Delete  From transfers`;"],
    ["no-restricted-syntax:1", "lib/plans/sample.ts", "export const pay = (sql) => sql`select post_transfers(${1})`;"],
    ["no-restricted-syntax:1", "lib/money/sample.ts", "export const read = (text) => parseFloat(text);"],
    ["no-restricted-syntax:1", "components/sample.tsx", "export const read = (text) => Number.parseFloat(text);"],
    ["no-restricted-syntax:1", "lib/money/sample.ts", "export const write = (figure) => figure.toFixed(2);"],
    ["no-restricted-syntax:1", "lib/orders/sample.ts", "export const now = () => Date.now();"],
    ["no-restricted-syntax:1", "lib/ledger/sample.ts", "export const now = () => new Date();"],
    ["no-restricted-syntax:1", "lib/live/sample.ts", "export const jitter = () => Math.random();"],
    ["no-restricted-syntax:1", "components/sample.tsx", "export default function Sample() {}"],
    ["no-restricted-syntax:1", "lib/orders/sample.ts", "const a = 1; export { a as default };"],
    ["no-console:1", "lib/orders/sample.ts", 'console.log("here");'],
    ["no-console:1", "app/sample.ts", 'console.error("here");'],
    ["@typescript-eslint/no-explicit-any:1", "tests/unit/sample.test.ts", "export const a: any = 1;"],
    ["@typescript-eslint/no-non-null-assertion:1", "lib/orders/sample.ts", "export const b = (a?: number) => a!;"],
    ["@typescript-eslint/no-unused-vars:1", "sandbox/sample.ts", "const a = 1;"],
    ["@typescript-eslint/ban-ts-comment:1", "lib/orders/sample.ts", "// @ts-ignore\nexport const a = 1;"],
    [
      "@typescript-eslint/no-import-type-side-effects:1",
      "lib/orders/sample.ts",
      'import { type A } from "./view";\nexport type B = A;',
    ],
    ["eqeqeq:1", "lib/orders/sample.ts", "export const same = (a, b) => a == b;"],
    ["max-lines-per-function:1", "lib/orders/sample.ts", `export function a() {\n${long(71)}}\n`],
    ["max-lines:301", "tests/unit/sample.test.ts", long(301)],
    ["house/file-names:1", "lib/orders/utils.ts", "export const a = 1;"],
    ["house/file-names:1", "components/helpers/sample.ts", "export const a = 1;"],
    ["house/file-names:1", "lib/orders/placeOrder.ts", "export const a = 1;"],
    ["house/file-names:1", "lib/orders/index.ts", "export const a = 1;"],
    ["house/file-names:1", "lib/orders/order-service/data.ts", "export const a = 1;"],
    [
      "react-hooks/rules-of-hooks:1",
      "components/sample.tsx",
      "export function Sample({ on }) { if (on) useState(0); }",
    ],
    [
      "react-hooks/exhaustive-deps:1",
      "components/sample.tsx",
      "export function useSample(a) { useEffect(() => void a, []); }",
    ],
    [
      "@next/next/no-img-element:1",
      "components/sample.tsx",
      'export const Sample = () => <img src="/a.png" alt="" />;',
    ],
    ["no-restricted-syntax:1", "tests/unit/sample.test.ts", "it.skip('later', () => expect(1).toBe(1));"],
    ["no-restricted-syntax:1", "tests/e2e/sample.spec.ts", "test.only('this', () => expect(1).toBe(1));"],
    ["no-restricted-syntax:1", "tests/e2e/sample.spec.ts", "export const wait = (page) => page.waitForTimeout(500);"],
    [
      "no-restricted-syntax:1",
      "tests/db/sample.test.ts",
      "export const wait = () => new Promise((end) => setTimeout(end, 5));",
    ],
    ["no-restricted-syntax:1", "tests/db/sample.test.ts", 'vi.mock("@/db/client");'],
    ["house/proven-tests:1", "tests/unit/sample.test.ts", "it('runs', async () => { await run(); });"],
    ["house/proven-tests:1", "tests/unit/sample.test.ts", "it.each([1, 2])('runs %d', (n) => { run(n); });"],
  ])("says %s of %s: %s", async (rule, path, text) => {
    expect(await lint(path, text)).toEqual([rule]);
  });

  it.each<[path: string, text: string]>([
    ["lib/env/env.ts", "export const env = process.env;"],
    ["sandbox/main.ts", "export const env = process.env;"],
    ["lib/orders/sample.ts", "export const at = (text) => new Date(text);"],
    ["lib/boundary/sample.ts", "export const now = () => Date.now();"],
    ["scripts/sample.ts", "console.log(process.env.PATH, (1).toFixed(1));"],
    ["lib/ledger/sample.ts", "export const pay = (sql) => sql`select post_transfers(${1})`;"],
    ["tests/db/sample.test.ts", "it('refuses', () => expect(sql`delete from transfers`).rejects.toThrow());"],
    ["tests/e2e/sample.spec.ts", "test.beforeEach(async ({ page }) => {\n  await page.goto('/');\n});"],
    ["tests/unit/sample.test.ts", "const sells = () => expect(sell()).toBe(1);\nit('sells', () => sells());"],
    ["app/sample/page.tsx", "export default function Page() {\n  return null;\n}"],
    ["lib/orders/sample.ts", `export function a() {\n${long(68)}  // why\n\n  // and why\n}\n`],
    ["app/orders/[id]/route.ts", "export const GET = () => new Response();"],
  ])("has nothing against %s: %s", async (path, text) => {
    expect(await lint(path, text)).toEqual([]);
  });

  it("asks the compiler which promises nobody waits for, and which cases nobody answers", async () => {
    const typed = new ESLint({ cwd: PROJECT_DIR });
    // In the place of a file that the compiler knows.
    const text = [
      "export async function send() {}",
      "send();",
      'export function say(word: "yes" | "no") {',
      "  switch (word) {",
      '    case "yes":',
      "      return 1;",
      "  }",
      "}",
    ].join("\n");
    expect(await lint("lib/result.ts", text, typed)).toEqual([
      "@typescript-eslint/no-floating-promises:2",
      "@typescript-eslint/switch-exhaustiveness-check:4",
    ]);
  });
});
