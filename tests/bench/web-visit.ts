import { gzipSync } from "node:zlib";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { Cookie } from "./web-site";

/** A phone of the middle range, held upright. */
const VIEWPORT = { width: 390, height: 780 };
const CPU_SLOWDOWN = 4;
/** After the page has loaded: long enough for it to come alive at a quarter of the speed. */
const SETTLE_MS = 1_500;

/** kB of script, as it travels, that the HTML of a page asks for. Browsers that know modules fetch no other. */
export async function weighFirstLoad(url: string, cookies: readonly Cookie[]): Promise<{ scriptKb: number }> {
  const html = await read(url, cookies);
  const sources = [...html.matchAll(/<script\b([^>]*)>/g)].flatMap(([, attributes = ""]) => {
    if (/\bnomodule\b/i.test(attributes)) return [];
    const source = /\bsrc="([^"]+)"/.exec(attributes)?.[1];
    return source === undefined ? [] : [source.replaceAll("&amp;", "&")];
  });
  if (sources.length === 0) throw new Error(`${url} asks for no script`);
  const scripts = await Promise.all([...new Set(sources)].map((source) => read(new URL(source, url).href, [])));
  return { scriptKb: scripts.reduce((sum, script) => sum + gzipSync(script).length, 0) / 1000 };
}

async function read(url: string, cookies: readonly Cookie[]): Promise<string> {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(url, { headers: { cookie }, redirect: "error" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}

/** What the page's own observers have seen. */
type Seen = { lcpMs: number; clsSum: number; inpMs: number };

/** Runs in the page, ahead of its own scripts. As text: what compiles this file puts names into functions that a page lacks. */
const OBSERVE = `
  window.__seen = { lcpMs: 0, clsSum: 0, inpMs: 0 };
  const watch = (type, take, options) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  watch("largest-contentful-paint", ({ startTime }) => (window.__seen.lcpMs = startTime));
  watch("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) window.__seen.clsSum += value;
  });
  watch(
    "event",
    ({ duration, interactionId }) => {
      if (interactionId > 0) window.__seen.inpMs = Math.max(window.__seen.inpMs, duration);
    },
    { durationThreshold: 16 },
  );`;

async function readSeen(page: Page): Promise<Seen> {
  return page.evaluate(() => (window as unknown as { __seen: Seen }).__seen);
}

/** Opens a page with an empty cache on a processor a quarter as fast. */
async function visit<T>(
  browser: Browser,
  url: string,
  cookies: readonly Cookie[],
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const context: BrowserContext = await browser.newContext({ viewport: VIEWPORT, timezoneId: "Africa/Algiers" });
  try {
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: new URL("/", url).href })));
    await context.addInitScript({ content: `{${OBSERVE}}` });
    const page = await context.newPage();
    const protocol = await context.newCDPSession(page);
    await protocol.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    await page.goto(url, { waitUntil: "load" });
    await delay(SETTLE_MS);
    return await look(page);
  } finally {
    await context.close();
  }
}

export async function measureLcp(browser: Browser, url: string, cookies: readonly Cookie[]) {
  return visit(browser, url, cookies, async (page) => {
    const { lcpMs } = await readSeen(page);
    if (lcpMs === 0) throw new Error(`${url} painted nothing`);
    return { lcpMs };
  });
}

/** Browsers tell of no shorter answer. */
const INP_LEAST_MS = 16;

export type Typing = { readonly field: string; readonly text: string };

/** The slowest answer to a key, from the key to the next frame, while `meanwhile` goes on. */
export async function measureTyping(
  browser: Browser,
  url: string,
  cookies: readonly Cookie[],
  { field, text }: Typing,
  meanwhile: () => Promise<void>,
) {
  return visit(browser, url, cookies, async (page) => {
    const input = page.locator(field);
    await input.focus();
    const isDone = new AbortController();
    const news = repeat(meanwhile, isDone.signal);
    await input.pressSequentially(text, { delay: 150 });
    // Event timings come with the frame after.
    await delay(500);
    isDone.abort();
    await news;
    if ((await input.inputValue()).replaceAll(" ", "") !== text) throw new Error(`${field} did not take the keys`);
    // What was faster than can be told is told as the least that can.
    return { inpMs: Math.max(INP_LEAST_MS, (await readSeen(page)).inpMs) };
  });
}

/** How much moved by itself while `meanwhile` went on for so long; and that something came at all. */
export async function measureShifts(
  browser: Browser,
  url: string,
  cookies: readonly Cookie[],
  durationMs: number,
  meanwhile: () => Promise<void>,
) {
  return visit(browser, url, cookies, async (page) => {
    const first = page.locator("tr[data-order]").first();
    const before = await first.getAttribute("data-order");
    const isDone = new AbortController();
    const news = repeat(meanwhile, isDone.signal);
    await delay(durationMs);
    isDone.abort();
    await news;
    await delay(500);
    const isLive = (await first.getAttribute("data-order")) !== before;
    if (!isLive) throw new Error(`${url} showed none of the new orders`);
    const { clsSum, lcpMs } = await readSeen(page);
    if (lcpMs === 0) throw new Error(`${url} was not observed`);
    return { cls: clsSum };
  });
}

async function repeat(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await work();
}
