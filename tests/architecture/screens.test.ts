import ts from "typescript";
import { describe, expect, it } from "vitest";
import { findLines, isCode, isIn, readSourceTree, type SourceFile } from "./source-tree";
import { nodesOf, parse, placeOf, textOf } from "./syntax";

const screens = readSourceTree().filter(isIn("app", "components"));
const code = screens.filter(isCode);

/** What may stand all the same, and why. */
const EXCUSED: Readonly<Record<string, string>> = {
  'app/global-error.tsx "Rasid"': "a name, where even the layout that would translate has failed",
  "components/sign-in/brand-panel.tsx left-[8%]": "an ornament: the mark's own stroke runs one way, as the letter does",
};

const isExcused = (finding: string) => finding.replace(/:\d+ /, " ") in EXCUSED;

/** Attributes that a person sees or hears. */
const SPOKEN =
  /^(?:aria-(?:label|description|placeholder|roledescription|valuetext)|alt|label|placeholder|title|summary)$/;
const LETTER = /\p{L}/u;

/** Text that React shows as it is written: no catalogue of any language has it. */
function findHardCodedWords(file: SourceFile): string[] {
  const source = parse(file);
  const findings: string[] = [];
  const say = (node: ts.Node, text: string) => {
    const words = text.trim().replace(/\s+/g, " ");
    if (LETTER.test(words)) findings.push(`${placeOf(source, node)} "${words}"`);
  };
  const sayShown = (shown: ts.Expression): void => {
    if (ts.isParenthesizedExpression(shown)) sayShown(shown.expression);
    else if (ts.isConditionalExpression(shown)) [shown.whenTrue, shown.whenFalse].forEach(sayShown);
    else if (ts.isBinaryExpression(shown)) sayShown(shown.right);
    else if (ts.isTemplateExpression(shown)) {
      say(shown, [shown.head, ...shown.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join(" "));
    } else if (ts.isStringLiteralLike(shown)) say(shown, shown.text);
  };
  for (const node of nodesOf(source)) {
    if (ts.isJsxText(node)) say(node, node.text);
    else if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) sayShown(node.expression);
    else if (ts.isJsxAttribute(node) && SPOKEN.test(node.name.getText(source)) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) say(node, node.initializer.text);
      else if (ts.isJsxExpression(node.initializer) && node.initializer.expression)
        sayShown(node.initializer.expression);
    }
  }
  return findings;
}

const PHYSICAL_CLASS =
  /^(?:[^\s[\]]*:|[^\s]*\]:)*-?(?:[pm][lr]-|(?:left|right)-|text-(?:left|right)$|float-(?:left|right)$|clear-(?:left|right)$|border-[lr](?:-|$)|rounded-(?:[lr]|[tb][lr])(?:-|$)|scroll-[pm][lr]-|space-x-reverse$|origin-(?:top-|bottom-)?(?:left|right)$)/;

const PHYSICAL_PROPERTY =
  /^\s*(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right|border-(?:top|bottom)-(?:left|right)-radius|float)\s*:|text-align\s*:\s*(?:left|right)/;

/** Tailwind classes that stay on their side when the page turns round for Arabic. */
function findPhysicalClasses(file: SourceFile): string[] {
  const source = parse(file);
  return [...nodesOf(source)].flatMap((node) =>
    (textOf(node) ?? "")
      .split(/\s+/)
      .filter((word) => PHYSICAL_CLASS.test(word))
      .map((word) => `${placeOf(source, node)} ${word}`),
  );
}

describe("the screens", { timeout: 60_000 }, () => {
  it("have no word outside the catalogues of the three languages", () => {
    expect(code.flatMap(findHardCodedWords).filter((finding) => !isExcused(finding))).toEqual([]);
  });

  it.each([
    ["<p>Hello</p>"],
    ["<p>{'Hello'}</p>"],
    ["<p>{ok ? 'Hello' : null}</p>"],
    ["<p>{ok && `Hello ${name}`}</p>"],
    ['<button aria-label="Hello" />'],
    ["<input placeholder={'Hello'} />"],
    ["<input title={ok ? 'Hello' : undefined} />"],
  ])("would not pass with %s", (jsx) => {
    const file = { path: "components/sample.tsx", text: `export const sample = (\n  ${jsx}\n);\n` };
    expect(findHardCodedWords(file)).toEqual([expect.stringMatching(/^components\/sample\.tsx:2 "Hello ?"$/)]);
  });

  it("may hold words that nobody reads", () => {
    const text = `export const sample = <p className="grow" data-status="sent" id={\`row-\${id}\`}>{t("sent")} · {"→"}</p>;`;
    expect(findHardCodedWords({ path: "components/sample.tsx", text })).toEqual([]);
  });

  it("turn round for Arabic: sides are start and end, never left and right", () => {
    expect(code.flatMap(findPhysicalClasses).filter((finding) => !isExcused(finding))).toEqual([]);
    const styles = screens.filter(({ path }) => path.endsWith(".css"));
    expect(styles.length).toBeGreaterThan(0);
    expect(styles.flatMap((file) => findLines(file, PHYSICAL_PROPERTY, "names a side"))).toEqual([]);
  });

  it.each(
    [
      ..."pl-2 mr-auto -ml-1 sm:pr-4 left-0 -right-px rtl:left-2 text-left md:text-right border-l border-r-2".split(
        " ",
      ),
    ].concat("rounded-tl rounded-l-lg scroll-ml-2 float-left [&>svg]:ml-2 data-[side=top]:mr-1".split(" ")),
  )("would not pass with the class %s", (name) => {
    const text = `export const a = "grow ${name}";\nexport const b = \`\${a} ${name}\`;\n`;
    expect(findPhysicalClasses({ path: "components/sample.tsx", text })).toEqual([
      `components/sample.tsx:1 ${name}`,
      `components/sample.tsx:2 ${name}`,
    ]);
  });

  it("excuse nothing that is no longer there", () => {
    const findings = code.flatMap((file) => [...findHardCodedWords(file), ...findPhysicalClasses(file)]);
    expect(findings.filter(isExcused)).toHaveLength(Object.keys(EXCUSED).length);
  });

  it.each(
    "ps-2 me-auto start-0 text-start border-s rounded-ss pb-2 leading-4 tracking-tight bright-2 shrink-0".split(" "),
  )("may use the class %s", (name) => {
    expect(findPhysicalClasses({ path: "components/sample.tsx", text: `export const a = "${name}";` })).toEqual([]);
  });

  it.each(["  margin-left: 1px;", "  left: 0;", "  text-align: right;", "  border-top-left-radius: 1px;"])(
    "would not pass with the style %s",
    (line) => {
      expect(findLines({ path: "app/sample.css", text: `a {\n${line}\n}` }, PHYSICAL_PROPERTY, "names a side")).toEqual(
        ["app/sample.css:2 names a side"],
      );
    },
  );
});
