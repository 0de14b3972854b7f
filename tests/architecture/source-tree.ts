import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A file as the checks see it: also one that exists only in a test, to prove that the check bites. */
export type SourceFile = { readonly path: string; readonly text: string };

export const PROJECT_DIR = fileURLToPath(new URL("../..", import.meta.url));

/** What is made here, not written here. Git's own list would need git, which a fresh machine may lack. */
const MADE = new Set(["node_modules", ".git", ".next", ".data", ".cache", "test-results", "playwright-report"]);
const MADE_FILES = /(?:^next-env\.d\.ts|\.tsbuildinfo|\.log|^\.env|^\.env\.local|^bench-results\.json)$/;
const BINARY = /\.(?:png|jpe?g|webp|gif|ico|woff2?|zip|pdf)$/;

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (MADE.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile() && !MADE_FILES.test(entry.name)) yield path;
  }
}

/** Every file of the project that somebody wrote, binary ones left out; paths from the root, with slashes. */
export function readSourceTree(): SourceFile[] {
  return [...walk(PROJECT_DIR)]
    .filter((path) => !BINARY.test(path))
    .map((path) => ({
      path: relative(PROJECT_DIR, path).split(sep).join("/"),
      text: readFileSync(path, "utf8"),
    }));
}

export const isCode = ({ path }: SourceFile): boolean => /\.(?:tsx?|mts|mjs)$/.test(path);

export const isIn =
  (...rooms: string[]) =>
  ({ path }: SourceFile): boolean =>
    rooms.some((room) => path === room || path.startsWith(`${room}/`));

/** Where a check speaks: `path:line what is wrong`. */
export function findLines(file: SourceFile, pattern: RegExp, what: string): string[] {
  return file.text
    .split("\n")
    .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1} ${what}`] : []));
}
