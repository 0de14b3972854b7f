import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { chromium, type Browser } from "@playwright/test";
import { auditLedger } from "@/lib/ledger/audit";
import { ensureBuild, nextCli } from "@/scripts/build";
import { projectDir } from "@/scripts/environment";
import { findFreePort } from "@/scripts/ports";
import { startChild, type Child } from "@/scripts/processes";
import { chromiumOptions } from "../support/chromium";
import { Shop } from "../support/e2e-shop";
import { World } from "../support/e2e-world";

/** Enough for a whole page of the list, and for the counter's. */
const ORDERS = 60;
const READY_TIMEOUT_MS = 30_000;
const webDir = join(projectDir, ".cache", "bench-web");

export type Cookie = { readonly name: string; readonly value: string };

/** The product as it is shipped, with a shop that has sold, and an empty page of the same Next.js beside it. */
export type Site = {
  readonly url: string;
  readonly emptyUrl: string;
  /** Null where no Chromium would start. */
  readonly browser: Browser | null;
  /** Of the shop's cashier, in French. */
  readonly cookies: readonly Cookie[];
  /** So many sales by another till of the shop. */
  readonly sell: (count: number) => Promise<void>;
  readonly audit: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

export async function openSite(serverUrl: string): Promise<Site> {
  mkdirSync(webDir, { recursive: true });
  await ensureBuild({ dataDir: join(projectDir, ".data"), logFile: join(webDir, "build.log") });
  const world = await World.start(serverUrl, join(webDir, "world"));
  let empty: { url: string; child: Child } | null = null;
  try {
    empty = await startEmptyPage();
    const shop = await Shop.open(world, { floatDinars: 10_000_000 });
    const sell = createSeller(shop);
    await sell(ORDERS);
    const cookies = [{ name: "NEXT_LOCALE", value: "fr" }, ...(await shop.cookiesOf("cashier"))];
    const browser = await chromium.launch(chromiumOptions()).catch(() => null);
    const { child, url: emptyUrl } = empty;
    return {
      url: world.url,
      emptyUrl,
      browser,
      cookies: cookies.map(({ name, value }) => ({ name, value })),
      sell,
      audit: async () => (await auditLedger(world.sql)).map(({ name }) => name),
      async close() {
        await browser?.close();
        await child.stop(false);
        await world.stop();
      },
    };
  } catch (error) {
    await empty?.child.stop(true);
    await world.stop();
    throw error;
  }
}

function createSeller(shop: Shop): Site["sell"] {
  let sold = 0;
  return async (count) => {
    const numbers = Array.from({ length: count }, (_, at) => `07${String(10_000_000 + sold + at)}`);
    sold += count;
    await shop.place(numbers.map((number) => ({ number, dinars: 200 })));
  };
}

const EMPTY_PAGE = {
  "app/layout.js": `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
  // Rendered at every request, as the product's pages are.
  "app/page.js": `export const dynamic = "force-dynamic";
export default function Page() {
  return <p>Hello</p>;
}
`,
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(projectDir)} } };
`,
  "package.json": `{ "private": true }
`,
} as const;

/** Built by the Next.js of this project; again only when that, or the page, is another. */
async function startEmptyPage(): Promise<{ url: string; child: Child }> {
  const dir = join(webDir, "empty-page");
  const { version } = JSON.parse(readFileSync(join(projectDir, "node_modules", "next", "package.json"), "utf8")) as {
    version: string;
  };
  const stamp = JSON.stringify([version, EMPTY_PAGE]);
  const stampFile = join(dir, "stamp.json");
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
    rmSync(dir, { recursive: true, force: true });
    for (const [name, text] of Object.entries(EMPTY_PAGE)) {
      mkdirSync(join(dir, name, ".."), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    const build = startNext(dir, ["build"]);
    const ending = await build.exited;
    if (ending !== "exit code 0") throw new Error(`the empty page could not be built (${ending}):\n${build.tail()}`);
    writeFileSync(stampFile, stamp);
  }
  const port = await findFreePort();
  const child = startNext(dir, ["start", "-H", "127.0.0.1", "-p", String(port)]);
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(url, child);
  return { url, child };
}

function startNext(dir: string, args: readonly string[]): Child {
  return startChild({
    name: "the empty page",
    args: [nextCli, ...args],
    cwd: dir,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    logFile: join(webDir, "empty-page.log"),
    graceMs: 2_000,
  });
}

async function untilAnswers(url: string, child: Child): Promise<void> {
  for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await delay(100)) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`${child.name} does not answer. Its last words:\n${child.tail()}`);
}
