import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "@playwright/test";
import { median } from "./load";
import type { Contest, Figures, Section, Side } from "./row";
import { openSlowLine } from "./slow-line";
import { openSite, type Site } from "./web-site";
import { measureLcp, measureShifts, measureTyping, weighFirstLoad, type Typing } from "./web-visit";

const NO_CHROMIUM = "no Chromium here: apt-get install chromium";
/** Another till's sales, by the second: more than any counter makes. */
const SALE_EVERY_MS = 1_000;
const LIVE_MS = 60_000;
const LIVE_QUICK_MS = 10_000;

const SCREENS = [
  { name: "counter", path: "/", typing: { field: "#sale-number", text: "0661234567" } },
  { name: "orders", path: "/orders", typing: { field: "input[type=search]", text: "0710" } },
] as const satisfies readonly { name: string; path: string; typing: Typing }[];

/** What a browser fetches, when it has painted, how it answers to a key, and whether it holds still. */
export const web: readonly Section[] = [
  { name: "first-load script", isWeb: true, open: ({ serverUrl }) => arrange(serverUrl, weights) },
  {
    name: "largest paint, slow 4G",
    isWeb: true,
    async open({ serverUrl, pace }) {
      const site = await openSite(serverUrl);
      const lines = await Promise.all([openSlowLine(site.url), openSlowLine(site.emptyUrl)]);
      return {
        contests: paints(site, lines[0].url, lines[1].url, pace.isQuick ? 1 : 3),
        audit: site.audit,
        async close() {
          await site.browser?.close();
          for (const line of lines) await line.close();
          await site.close();
        },
      };
    },
  },
  {
    name: "live rows under the hand",
    isWeb: true,
    open: ({ serverUrl, pace }) => arrange(serverUrl, (site) => steadiness(site, pace.isQuick)),
  },
];

async function arrange(serverUrl: string, contestsOf: (site: Site) => Contest[]) {
  const site = await openSite(serverUrl);
  return { contests: contestsOf(site), audit: site.audit, close: site.close };
}

function weights({ url, emptyUrl, cookies }: Site): Contest[] {
  const empty: Side = { name: "empty page", run: () => weighFirstLoad(emptyUrl, []) };
  const pages = [
    { name: "sign-in", path: "/sign-in", cookies: cookies.filter(({ name }) => name === "NEXT_LOCALE"), atMost: 5 },
    ...SCREENS.map(({ name, path }) => ({ name, path, cookies, atMost: 45 })),
  ];
  return pages.map(({ name, path, cookies: carried, atMost }) => ({
    name: `first-load script, ${name}, over an empty page`,
    subject: { name, run: () => weighFirstLoad(url + path, carried) },
    anchor: empty,
    measure: "scriptKb",
    unit: "kB",
    compare: "difference",
    target: { atMost },
    // The same files every time.
    rounds: 1,
  }));
}

/** A side that needs a browser; without one it measures nothing, and `anchorOf` says so on the row. */
function inBrowser(browser: Browser | null, name: string, run: (browser: Browser) => Promise<Figures>): Side {
  return { name, run: async () => (browser === null ? { lcpMs: 0, inpMs: 0, cls: 0 } : run(browser)) };
}

function anchorOf(browser: Browser | null, side: Side | null): Contest["anchor"] {
  return browser === null ? { missing: NO_CHROMIUM } : side;
}

function paints({ browser, cookies }: Site, ownUrl: string, emptyUrl: string, loads: number): Contest[] {
  const paintOf = (name: string, url: string, carried: Site["cookies"]) =>
    inBrowser(browser, name, async (started) => {
      const times: number[] = [];
      for (let load = 0; load < loads; load += 1) times.push((await measureLcp(started, url, carried)).lcpMs);
      return { lcpMs: median(times) };
    });
  return SCREENS.map(({ name, path }) => ({
    name: `largest contentful paint, ${name}, slow 4G, processor ÷ 4, against an empty page`,
    subject: paintOf(name, ownUrl + path, cookies),
    anchor: anchorOf(browser, paintOf("empty page", emptyUrl, [])),
    measure: "lcpMs",
    unit: "ms",
    compare: "ratio",
    target: { atMost: 1.3 },
  }));
}

function steadiness({ browser, url, cookies, sell }: Site, isQuick: boolean): Contest[] {
  const news = async () => {
    await sell(1);
    await delay(SALE_EVERY_MS);
  };
  const liveMs = isQuick ? LIVE_QUICK_MS : LIVE_MS;
  const alone = { anchor: anchorOf(browser, null), compare: "value" } as const;
  return SCREENS.flatMap(({ name, path, typing }): Contest[] => [
    {
      ...alone,
      name: `slowest answer to a key, ${name}, processor ÷ 4, live rows coming`,
      subject: inBrowser(browser, name, (started) => measureTyping(started, url + path, cookies, typing, news)),
      measure: "inpMs",
      unit: "ms",
      target: { atMost: 48 },
    },
    {
      ...alone,
      name: `layout shift, ${name}, live rows coming for ${liveMs / 1000} s`,
      subject: inBrowser(browser, name, (started) => measureShifts(started, url + path, cookies, liveMs, news)),
      measure: "cls",
      unit: "",
      target: { atMost: 0.01 },
      rounds: 1,
    },
  ]);
}
