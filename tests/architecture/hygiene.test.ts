import { describe, expect, it } from "vitest";
import { findLines, isCode, isIn, readSourceTree, type SourceFile } from "./source-tree";

const tree = readSourceTree();

/** What belongs to whoever worked on the project, or to the machine they worked on, and means nothing to its readers. */
const FOREIGN: [what: string, pattern: RegExp][] = [
  ["a path of somebody's machine", /(?:^|[\s"'`(=:])\/(?:work|home|Users|root)\//],
  [
    "a number of somebody's list of tasks",
    /\b(?:issue|ticket|task)s?\s*(?:#|no\.?\s*|number\s+)?\d+\b|\b(?:closes|fixes|resolves)\s+#\d+/i,
  ],
  ["papers that are not here", /\b(?:design|house-style|performance|oneclickdz-api)\.md\b/],
  [
    "a registry of packages",
    /\b(?:registry\.[a-z0-9-]+\.[a-z]{2,}|npm\.pkg\.|verdaccio|artifactory|nexus\.)|"resolved"\s*:|^\s*(?:\/\/.*:_auth|registry\s*=)/i,
  ],
  ["work left for later", /\b(?:TODO|FIXME|XXX|HACK)\b/],
];

function findForeign(file: SourceFile): string[] {
  return FOREIGN.flatMap(([what, pattern]) => findLines(file, pattern, what));
}

const LINES_MAX = 300;

/** ESLint counts the lines of code; styles, statements and scripts are counted here, as they are. */
function findTooLong({ path, text }: SourceFile): string[] {
  const count = text.trimEnd().split("\n").length;
  return count > LINES_MAX ? [`${path} has ${count} lines, ${LINES_MAX} are one story`] : [];
}

function findUntidy({ path, text }: SourceFile): string[] {
  const findings = [];
  if (text.includes("\r")) findings.push(`${path} has carriage returns`);
  if (text !== "" && !text.endsWith("\n")) findings.push(`${path} does not end its last line`);
  if (/\n\n$/.test(text)) findings.push(`${path} ends in empty lines`);
  return findings;
}

/** Written by a tool: as long and as it likes, and ended as it likes. */
const isMadeByTool = isIn("package-lock.json", "db/migrations");

describe("the project", () => {
  it("speaks of itself alone", () => {
    // This file names what it looks for.
    expect(tree.filter((file) => !isIn("tests/architecture/hygiene.test.ts")(file)).flatMap(findForeign)).toEqual([]);
  });

  it.each([
    ['import "/work/main/lib";', "a path of somebody's machine"],
    ["See /home/amine/rasid/notes.", "a path of somebody's machine"],
    ["// as issue 12 asks", "a number of somebody's list of tasks"],
    ["Fixes #12.", "a number of somebody's list of tasks"],
    ["as in `design.md`, section 3", "papers that are not here"],
    ['      "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",', "a registry of packages"],
    ["registry=http://localhost:4873/", "a registry of packages"],
    ["// TODO: the rest", "work left for later"],
  ])("would not pass with %s", (line, what) => {
    expect(findForeign({ path: "sample.ts", text: `\n${line}\n` })).toEqual([`sample.ts:2 ${what}`]);
  });

  it("tells one story a file", () => {
    const files = tree.filter((file) => !isCode(file) && /\.(?:sql|css)$/.test(file.path) && !isMadeByTool(file));
    expect(files.length).toBeGreaterThan(3);
    expect(files.flatMap(findTooLong)).toEqual([]);
    expect(findTooLong({ path: "sample.sql", text: "select 1;\n".repeat(301) })).toHaveLength(1);
  });

  it("ends its lines as every tool expects", () => {
    expect(tree.filter((file) => !isMadeByTool(file)).flatMap(findUntidy)).toEqual([]);
    expect(["a\r\n", "a", "a\n\n"].flatMap((text) => findUntidy({ path: "sample.ts", text }))).toHaveLength(3);
  });
});
