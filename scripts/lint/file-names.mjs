import { basename, relative, sep } from "node:path";

/** Words that say where code was put, never what it is. */
const EMPTY_WORDS = ["utils", "util", "helpers", "helper", "common", "misc", "shared", "services"];

/** Words that the product's own ones replace: order, plan, transfer, entry, outcome, a verb. */
const EMPTY_DOMAIN_WORDS = ["service", "manager", "handler", "data", "info", "item", "items", "payload"];

/** Kebab-case, with the endings that tools know: `place-order.ts`, `money.test.ts`, `next-intl.d.ts`, `[id]`, `(shop)`. */
const STEM = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|spec|config|d))?$/;
const FOLDER = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*|\[(?:\.\.\.)?[a-z]+\]|\([a-z-]+\)|@[a-z-]+)$/;

/** What is wrong with a file's name, in words; null when nothing is. */
export function refuseName(path) {
  const folders = path.split("/").slice(0, -1);
  const stem = basename(path).replace(/\.[a-z]+$/, "");
  const words = path.startsWith("lib/") ? [...EMPTY_WORDS, ...EMPTY_DOMAIN_WORDS] : EMPTY_WORDS;
  const empty = [...folders, ...stem.split(".")].find((name) => words.includes(name));
  if (empty !== undefined) return `"${empty}" says nothing of what is inside`;
  if (!STEM.test(stem)) return `${basename(path)} is not kebab-case`;
  const folder = folders.find((name) => !FOLDER.test(name));
  if (folder !== undefined) return `the folder ${folder} is not kebab-case`;
  if (/^lib\/.*\bindex\.[a-z]+$/.test(path)) return "lib has no barrels: import the file that holds it";
  return null;
}

/** Refuses names outside the house's vocabulary. */
export const fileNames = {
  meta: { type: "problem", schema: [], messages: { refused: "{{reason}}" } },
  create: (context) => ({
    Program(node) {
      const reason = refuseName(relative(context.cwd, context.filename).split(sep).join("/"));
      if (reason !== null) context.report({ node, messageId: "refused", data: { reason } });
    },
  }),
};
