import { describe, expect, it } from "vitest";
import { findLines, isCode, isIn, readSourceTree, type SourceFile } from "./source-tree";

const tree = readSourceTree();

/** Programs and configuration are handed the environment by the shell; tests hand it on to programs they start. */
const READS_ENVIRONMENT = isIn(
  "lib/env",
  "scripts",
  "sandbox/main.ts",
  "tests",
  "playwright.config.ts",
  "drizzle.config.ts",
);
const ENVIRONMENT = /\bprocess(?:\??\.env\b|\[)|import\.meta\.env\b|from "(?:node:)?process"/;

function findEnvironmentReaders(files: SourceFile[]): string[] {
  return files
    .filter((file) => isCode(file) && !READS_ENVIRONMENT(file))
    .flatMap((file) => findLines(file, ENVIRONMENT, "reads the environment"));
}

/** The one file that moves money, and the room that makes accounts and calls it. Tests try what must be refused. */
const WRITES_LEDGER = isIn("db/functions/1-ledger.sql", "lib/ledger", "tests");
const SQL_WRITE =
  /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from|merge\s+into|truncate(?:\s+table)?|copy)\s+"?(?:public"?\."?)?(?:accounts|transfers)\b/gi;
const DRIZZLE_WRITE = /\.(?:insert|update|delete)\(\s*(?:\w+\.)?(?:accounts|transfers)\b/g;
/** Whom the ledger's own function serves: the statements that place orders and apply outcomes, in the same transaction. */
const MOVES_MONEY = isIn(
  "db/functions/1-ledger.sql",
  "db/functions/3-place-orders.sql",
  "db/functions/5-apply-outcomes.sql",
  "lib/ledger",
  "tests",
);
const MOVE = /\bpost_transfers\s*\(/gi;

function findAll(file: SourceFile, pattern: RegExp, what: string): string[] {
  return [...file.text.matchAll(pattern)].map(
    ({ index }) => `${file.path}:${file.text.slice(0, index).split("\n").length} ${what}`,
  );
}

function findLedgerWriters(files: SourceFile[]): string[] {
  const able = files.filter((file) => (isCode(file) || file.path.endsWith(".sql")) && !isIn("scripts/lint")(file));
  return [
    ...able
      .filter((file) => !WRITES_LEDGER(file))
      .flatMap((file) => [SQL_WRITE, DRIZZLE_WRITE].flatMap((pattern) => findAll(file, pattern, "writes the ledger"))),
    ...able.filter((file) => !MOVES_MONEY(file)).flatMap((file) => findAll(file, MOVE, "moves money")),
  ];
}

describe("the environment", () => {
  it("is read in one place", () => {
    expect(findEnvironmentReaders(tree)).toEqual([]);
    const reader = tree.filter(isIn("lib/env")).filter(({ text }) => ENVIRONMENT.test(text));
    expect(reader.map(({ path }) => path)).toEqual(["lib/env/env.ts"]);
  });

  it.each(["process.env.PORT", "process?.env", 'process["env"]', "import.meta.env.MODE"])(
    "would not pass with %s",
    (text) => {
      const file = { path: "lib/orders/sample.ts", text: `\nexport const sample = ${text};\n` };
      expect(findEnvironmentReaders([file])).toEqual(["lib/orders/sample.ts:2 reads the environment"]);
    },
  );
});

describe("the ledger", () => {
  it("has one writer", () => {
    expect(findLedgerWriters(tree)).toEqual([]);
    const statements = tree.filter(isIn("db/functions")).filter(({ text }) => text.match(SQL_WRITE));
    expect(statements.map(({ path }) => path)).toEqual(["db/functions/1-ledger.sql"]);
  });

  it.each([
    ["db/functions/4-engine.sql", "\n  insert into transfers (id) values (1);"],
    ["db/functions/4-engine.sql", "\n  update\n    accounts a set balance_centimes = 0;"],
    ["db/migrations/0009_sample.sql", '\nDELETE FROM "transfers";'],
    ["db/seed.ts", "\nawait sql`update accounts set balance_centimes = 1`;"],
    ["lib/orders/sample.ts", "\nawait db.insert(transfers).values([]);"],
    ["app/sample.ts", "\nawait db.update(schema.accounts).set({});"],
  ])("would not pass with a write in %s: %s", (path, text) => {
    expect(findLedgerWriters([{ path, text }])).toEqual([`${path}:2 writes the ledger`]);
  });

  it("would not pass with another caller of its function", () => {
    const text = "select post_transfers(array[1])";
    expect(findLedgerWriters([{ path: "db/functions/4-engine.sql", text }])).toEqual([
      "db/functions/4-engine.sql:1 moves money",
    ]);
  });
});
