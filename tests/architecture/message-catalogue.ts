import { createRequire } from "node:module";
import format, { type CompiledMessage } from "icu-minify/format";
import { createTranslator } from "next-intl";
import type { Locale } from "@/lib/i18n/locale";

export type Catalogue = { readonly [key: string]: string | Catalogue };
/** Sentences by their whole key, `orders.count`. */
export type Sentences = ReadonlyMap<string, string>;

/** What the parser makes of a sentence: the nodes that this file reads. */
type Ast = readonly {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: Ast }>>;
  readonly children?: Ast;
}[];

const LITERAL = 0;
const POUND = 7;

// Resolved as the compiler of the catalogues resolves it, so that the sentences are read here as they are read there.
const fromHere = createRequire(import.meta.url);
const fromCompiler = createRequire(fromHere.resolve("icu-minify/compile"));
const { parse } = (await import(fromCompiler.resolve("@formatjs/icu-messageformat-parser"))) as {
  parse(text: string): Ast;
};

export function flatten(catalogue: Catalogue, prefix = ""): Map<string, string> {
  const sentences = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === "string") sentences.set(prefix + key, value);
    else for (const entry of flatten(value, `${prefix}${key}.`)) sentences.set(...entry);
  }
  return sentences;
}

/** The words that a sentence asks for, `{amount}`, also deep in its plural forms; and the forms of each plural. */
export function readSentence(text: string): { names: Set<string>; plurals: string[][] } {
  const names = new Set<string>();
  const plurals: string[][] = [];
  const read = (ast: Ast): void => {
    for (const { type, value, options, children } of ast) {
      if (type !== LITERAL && type !== POUND && value !== undefined) names.add(value);
      if (options) plurals.push(Object.keys(options));
      for (const option of Object.values(options ?? {})) read(option.value);
      read(children ?? []);
    }
  };
  read(parse(text));
  return { names, plurals };
}

/** The forms that a counted thing takes in each language; numbers of six digits are not counted in sentences. */
const PLURAL_FORMS: Readonly<Record<string, readonly string[]>> = {
  fr: ["one", "other"],
  ar: ["one", "two", "few", "other"],
  en: ["one", "other"],
};

/** What is wrong with a catalogue in itself. */
export function findBrokenSentences(sentences: Sentences, locale: string): string[] {
  return [...sentences].flatMap(([key, text]) => {
    const place = `messages/${locale}.json ${key}`;
    if (text.trim() === "") return [`${place} is empty`];
    const findings = text === text.trim() ? [] : [`${place} begins or ends in a space`];
    if (/[\u0660-\u0669\u06f0-\u06f9]/.test(text)) findings.push(`${place} has other digits than 0-9`);
    try {
      for (const forms of readSentence(text).plurals) {
        const missing = (PLURAL_FORMS[locale] ?? []).filter((form) => !forms.includes(form));
        if (missing.length > 0) findings.push(`${place} lacks the plural ${missing.join(", ")}`);
      }
    } catch (error) {
      findings.push(`${place} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    return findings;
  });
}

/** What one language has and another lacks: a key, or a word that a sentence asks for. */
export function findDifferences(one: Sentences, other: Sentences, locales: [one: string, other: string]): string[] {
  const findings: string[] = [];
  for (const key of other.keys()) if (!one.has(key)) findings.push(`messages/${locales[0]}.json lacks ${key}`);
  for (const [key, text] of one) {
    const otherText = other.get(key);
    if (otherText === undefined) {
      findings.push(`messages/${locales[1]}.json lacks ${key}`);
      continue;
    }
    const [names, otherNames] = [text, otherText].map((each) => [...readSentence(each).names].sort().join(", "));
    if (names !== otherNames) {
      findings.push(`${key} asks for {${names}} in ${locales[0]} and for {${otherNames}} in ${locales[1]}`);
    }
  }
  return findings;
}

/** A sentence as the screen would show it; throws where the screen would show the key instead. */
export function say(
  catalogue: Catalogue,
  locale: Locale,
  key: string,
  values: Record<string, string | number>,
): string {
  const raise = (error: Error): never => {
    throw error;
  };
  // The compiler knows the keys of the English catalogue; here the key is whatever the test asks for.
  const translate = createTranslator({ locale, messages: catalogue as never, onError: raise }) as unknown as (
    key: string,
    values: Record<string, string | number>,
  ) => string;
  return translate(key, values);
}

/** The same of a compiled catalogue, by what the screens have for it. */
export function sayCompiled(
  catalogue: object,
  locale: Locale,
  key: string,
  values: Record<string, string | number>,
): unknown {
  // Under each whole key stands what the compiler made of its sentence.
  const message = key.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], catalogue);
  return format(message as CompiledMessage, locale, values, {
    formatters: {
      getDateTimeFormat: (...args) => new Intl.DateTimeFormat(...args),
      getNumberFormat: (...args) => new Intl.NumberFormat(...args),
      getPluralRules: (...args) => new Intl.PluralRules(...args),
    },
  });
}
