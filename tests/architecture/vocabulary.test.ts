import { describe, expect, it } from "vitest";
import { isIn, readSourceTree } from "./source-tree";

const paths = readSourceTree().map(({ path }) => path);

/** The rooms, and what tools and people look for at the root. */
const ROOT = {
  folders: ["app", "components", "lib", "db", "sandbox", "scripts", "messages", "public", "tests", ".ci", ".github"],
  files: [
    ...["README.md", "ARCHITECTURE.md", "DECISIONS.md", "LICENSE", "package.json", "package-lock.json", "proxy.ts"],
    ...[
      "tsconfig.json",
      "next.config.mjs",
      "drizzle.config.ts",
      "eslint.config.mjs",
      "postcss.config.mjs",
      "vercel.json",
    ],
    ...["playwright.config.ts", "vitest.config.ts", "instrumentation.ts", ".editorconfig", ".env.example"],
    ...[".gitattributes", ".gitignore", ".npmrc", ".nvmrc", ".prettierignore", ".prettierrc.json"],
  ],
};

/** What any domain may have. */
const PARTS = ["schema", "status", "types", "errors", "messages", "view", "queries", "query-options"];

/** What a use case's file begins with: one verb per meaning. */
const VERBS = [
  ...[
    "place",
    "submit",
    "dispatch",
    "apply",
    "cancel",
    "check",
    "claim",
    "change",
    "gather",
    "judge",
    "override",
    "look-up",
    "look-back",
    "sync",
    "settle",
    "hold",
    "release",
  ],
  ...[
    "post",
    "open",
    "close",
    "audit",
    "parse",
    "read",
    "format",
    "find",
    "list",
    "print",
    "sign",
    "patch",
    "resolve",
    "reconcile",
    "fold",
    "explain",
  ],
];

/** The nouns beyond those: each says something in one room. A new one is entered here, or its file is named by its verb. */
const NOUNS: Readonly<Record<string, readonly string[]>> = {
  "lib/auth": ["cookies", "demo-staff", "next-path", "password", "roles", "session-token", "shop-id", "throttle"],
  "lib/boundary": [
    ...["context", "action", "route", "cron", "log", "reads", "session", "auth-options", "sign-in-page"],
    ...["client-address", "health", "incident", "live-stream", "live-guard", "pace"],
  ],
  "lib/env": ["env"],
  "lib/i18n": ["catalogues", "locale", "request", "isolate", "next-intl.d"],
  "lib/ledger": [],
  "lib/live": ["hub", "fan-out", "teller", "pulse", "message", "next-poll-delay"],
  "lib/money": ["centimes"],
  "lib/oneclick": ["client", "contract", "outcome", "ref"],
  "lib/orders": ["next-look", "rate-budget"],
  "lib/phone": ["msisdn", "operator-hint"],
  "lib/plans": [],
  "lib/reconcile": [],
  "lib/reports": ["figures"],
  "lib/settings": [],
};

const GROUND = ["result", "assert", "id", "digits", "json-text", "gather", "database-error", "prepared"];

/** What is wrong with where a file of lib is, or with what it is called; null when nothing is. */
function refuseName(path: string): string | null {
  const parts = path.split("/");
  const name = (parts.at(-1) ?? "").replace(/\.(?:ts|tsx|md)$/, "");
  if (parts.length === 2) return GROUND.includes(name) ? null : `${path}: the ground has ${GROUND.join(", ")}`;
  const room = parts.slice(0, 2).join("/");
  const nouns = NOUNS[room];
  if (nouns === undefined) return `${path}: no such room`;
  if (parts.length > 3) return `${path}: rooms have no rooms`;
  const isVerb = VERBS.some((verb) => name === verb || name.startsWith(`${verb}-`));
  const isKnown = isVerb || PARTS.includes(name) || nouns.includes(name) || parts[2] === "README.md";
  return isKnown ? null : `${path}: neither a verb, nor a part that every room may have, nor a noun of this one`;
}

describe("the vocabulary", () => {
  it("of the root is closed", () => {
    const folders = new Set(paths.filter((path) => path.includes("/")).map((path) => path.slice(0, path.indexOf("/"))));
    expect([...folders].filter((folder) => !ROOT.folders.includes(folder))).toEqual([]);
    expect(paths.filter((path) => !path.includes("/") && !ROOT.files.includes(path))).toEqual([]);
  });

  it("of lib is closed", () => {
    const library = paths.filter((path) => isIn("lib")({ path, text: "" }));
    expect(library.length).toBeGreaterThan(50);
    expect(library.flatMap((path) => refuseName(path) ?? [])).toEqual([]);
  });

  it.each([
    ["lib/orders/orders.ts"],
    ["lib/orders/index.ts"],
    ["lib/orders/utils.ts"],
    ["lib/orders/placing.ts"],
    ["lib/orders/queries/list.ts"],
    ["lib/ledger/msisdn.ts"],
    ["lib/billing/queries.ts"],
    ["lib/format.ts"],
  ])("would not pass with %s", (path) => {
    expect(refuseName(path)).toContain(path);
  });

  it.each([
    "lib/orders/place-orders.ts",
    "lib/orders/view.ts",
    "lib/result.ts",
    "lib/phone/msisdn.ts",
    "lib/oneclick/README.md",
  ])("has a place for %s", (path) => {
    expect(refuseName(path)).toBeNull();
  });
});
