import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { compiledCatalogue } from "@/lib/i18n/catalogues";
import { LOCALES } from "@/lib/i18n/locale";
import {
  type Catalogue,
  findBrokenSentences,
  findDifferences,
  flatten,
  readSentence,
  say,
  sayCompiled,
} from "./message-catalogue";
import { findMisdeliveries, listDeliveries } from "./message-deliveries";
import { compile, type MessageUses, readUses } from "./message-uses";
import { isCode, isIn, PROJECT_DIR, readSourceTree } from "./source-tree";

const catalogueOf = (locale: string) =>
  // The whole file is sentences and folders of them; `flatten` reads it as such.
  JSON.parse(readFileSync(join(PROJECT_DIR, `messages/${locale}.json`), "utf8")) as Catalogue;
const english = flatten(catalogueOf("en"));

/** What the code asks for and the catalogue does not have, or has and nobody asks for, or asks for more than it is given. */
function findMismatches({ uses, findings }: MessageUses, sentences: ReadonlyMap<string, string>): string[] {
  const used = new Set(uses.flatMap(({ keys }) => keys));
  const unanswered = uses.flatMap(({ place, keys, names }) =>
    keys.flatMap((key) => {
      const text = sentences.get(key);
      if (text === undefined) return [`${place} asks for ${key}, which no catalogue has`];
      const missing = [...readSentence(text).names].filter((name) => !names.includes(name));
      return missing.length > 0 ? [`${place} does not give ${key} its {${missing.join(", ")}}`] : [];
    }),
  );
  const unused = [...sentences.keys()].filter((key) => !used.has(key)).map((key) => `nothing asks for ${key}`);
  return [...findings, ...unanswered, ...unused];
}

describe("the sentences", () => {
  it.each(LOCALES)("of %s are whole", (locale) => {
    const sentences = flatten(catalogueOf(locale));
    expect(sentences.size).toBeGreaterThan(100);
    expect(findBrokenSentences(sentences, locale)).toEqual([]);
  });

  it.each(LOCALES.filter((locale) => locale !== "en"))("of %s say what the English ones say", (locale) => {
    expect(findDifferences(english, flatten(catalogueOf(locale)), ["en", locale])).toEqual([]);
  });

  it.each<[Catalogue, string]>([
    [{ a: " " }, "messages/ar.json a is empty"],
    [{ a: { b: "نص " } }, "messages/ar.json a.b begins or ends in a space"],
    [{ a: "٥ مبيعات" }, "messages/ar.json a has other digits than 0-9"],
    [{ a: "{n, plural, one {بيع} other {مبيعات}}" }, "messages/ar.json a lacks the plural two, few"],
    [{ a: "{n" }, "messages/ar.json a cannot be read: EXPECT_ARGUMENT_CLOSING_BRACE"],
  ])("would not pass with %j", (catalogue, finding) => {
    expect(findBrokenSentences(flatten(catalogue), "ar")).toEqual([finding]);
  });

  it("would not pass with a key or a word in one language only", () => {
    const one = flatten({ a: "{name}", b: "{n, plural, one {# of {all}} other {#}}", c: "here" });
    const other = flatten({ a: "{nom}", b: "{n, plural, one {#} other {#}}", d: "là" });
    expect(findDifferences(one, other, ["en", "fr"])).toEqual([
      "messages/en.json lacks d",
      "a asks for {name} in en and for {nom} in fr",
      "b asks for {all, n} in en and for {n} in fr",
      "messages/fr.json lacks c",
    ]);
  });

  it.each(LOCALES)("of %s are said with Latin digits, on every machine", (locale) => {
    for (const count of [0, 1, 2, 3, 11, 100]) {
      const said = say(catalogueOf(locale), locale, "orders.newRows", { count });
      expect(said).toMatch(/^[^\u0660-\u0669]+$/);
    }
    expect(() => say(catalogueOf(locale), locale, "orders.newRows", {})).toThrow("count");
  });

  it.each(LOCALES)("of %s are said compiled, as the screens have them, like the written ones", (locale) => {
    // The element that a mark in a sentence becomes is the screen's affair.
    const plain = [...flatten(catalogueOf(locale))].filter(([, text]) => !text.includes("<"));
    const compiled = compiledCatalogue(locale);
    for (const [key, text] of plain) {
      for (const count of [0, 1, 2, 3, 11, 1_000]) {
        const values = Object.fromEntries([...readSentence(text).names].map((name) => [name, count]));
        expect(sayCompiled(compiled, locale, key, values)).toBe(say(catalogueOf(locale), locale, key, values));
      }
    }
  });
});

describe("the screens and the sentences", () => {
  const SAMPLE = "components/sample-of-a-test.tsx";
  const text = `
    import { useTranslations } from "next-intl";
    import type { OrderStatus } from "@/lib/orders/status";
    export function Sample({ status, key }: { status: OrderStatus; key: string }) {
      const t = useTranslations("orders");
      const words = useTranslations();
      t("title");
      t("count", { count: 1 });
      t("count");
      words(\`status.\${status}\`);
      words.rich("orders.table", { b: () => null });
      t(key as never);
      t("absent" as "absent");
      return say(t);
    }
    function say(any: ReturnType<typeof useTranslations<never>>) {
      return any("title" as never);
    }
  `;
  const scene: { real?: MessageUses; sample?: MessageUses } = {};
  beforeAll(() => {
    const program = compile([{ path: SAMPLE, text }]);
    scene.real = readUses(program, (path) => path !== SAMPLE);
    scene.sample = readUses(program, (path) => path === SAMPLE);
  }, 180_000);

  it("ask for each other, for no more and for no less", () => {
    expect(scene.real?.uses.length).toBeGreaterThan(100);
    expect(scene.real && findMismatches(scene.real, english)).toEqual([]);
  });

  it("travel together: a browser is sent the words of its screen, no more and no less", () => {
    const deliveries = listDeliveries(
      readSourceTree().filter((file) => isCode(file) && isIn("app", "components")(file)),
    );
    expect(deliveries.length).toBeGreaterThan(7);
    expect(deliveries.flatMap((delivery) => findMisdeliveries(delivery, scene.real?.uses ?? []))).toEqual([]);
  });

  it("would not pass with a word too many, or one too few, be it of a part that is fetched late", () => {
    const files = [
      {
        path: "app/page.tsx",
        text: 'import { A } from "@/components/a";\nexport const page = <Words of={["one", "two"]} />;',
      },
      { path: "components/a.tsx", text: '"use client";\nexport const load = () => import("./b");' },
      { path: "components/b.tsx", text: "export const b = 1;" },
      { path: "components/c.tsx", text: "export const c = 1;" },
    ];
    const uses = [
      { place: "components/a.tsx:1", keys: ["one.a"], names: [] },
      { place: "components/b.tsx:1", keys: ["three.b"], names: [] },
      { place: "components/c.tsx:1", keys: ["four.c"], names: [] },
    ];
    expect(listDeliveries(files).flatMap((delivery) => findMisdeliveries(delivery, uses))).toEqual([
      "app/page.tsx sends two, which nothing there asks for in the browser",
      "app/page.tsx does not send three, which components/b.tsx:1 asks for",
    ]);
  });

  it("would not pass with a key or a value that is missing, unused or beyond the compiler", () => {
    const sentences = new Map([...english].filter(([key]) => key === "orders.title" || key === "orders.count"));
    sentences.set("orders.lonely", "Nobody asks for me");
    const findings = scene.sample ? findMismatches(scene.sample, sentences) : [];
    expect(findings.filter((finding) => !finding.includes("asks for status."))).toEqual([
      `${SAMPLE}:12 asks for a key that the compiler cannot name: key as never`,
      `${SAMPLE}:17 has a translator of no known namespace`,
      `${SAMPLE}:9 does not give orders.count its {count}`,
      `${SAMPLE}:11 asks for orders.table, which no catalogue has`,
      `${SAMPLE}:13 asks for orders.absent, which no catalogue has`,
      "nothing asks for orders.lonely",
    ]);
    // A key that is put together is every key that it can be.
    expect(findings.filter((finding) => finding.includes("asks for status."))).toHaveLength(9);
  });
});
