import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locale } from "@/lib/i18n/locale";
import type en from "@/messages/en.json";
import { projectDir } from "@/scripts/environment";

export type Words = typeof en;

const known = new Map<Locale, Words>();

/** The screens' own words in a language. */
export function wordsOf(language: Locale): Words {
  const words =
    known.get(language) ??
    (JSON.parse(readFileSync(join(projectDir, "messages", `${language}.json`), "utf8")) as Words);
  known.set(language, words);
  return words;
}

/** A sentence of the catalogue as a pattern: its words, whatever stands in its places. */
export function sentence(template: string, parts: Readonly<Record<string, string | RegExp>> = {}): RegExp {
  const pattern = template
    .split(/(\{[a-zA-Z]+\})/)
    .map((piece) => {
      const name = /^\{([a-zA-Z]+)\}$/.exec(piece)?.[1];
      if (name === undefined) return escape(piece);
      const part = parts[name];
      // Figures stand between invisible marks that keep their direction.
      const inner = part === undefined ? ".*?" : typeof part === "string" ? escape(part) : part.source;
      return `[\\u2066-\\u2069]?${inner}[\\u2066-\\u2069]?`;
    })
    .join("");
  return new RegExp(pattern);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s");
}
