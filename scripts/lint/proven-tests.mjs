const CASES = new Set(["it", "test"]);
const EXPECTS = /\b(?:expect|assert)/;

/** What a test may be said with; `beforeEach`, `describe`, `extend` and their like are no tests. */
const FORMS = new Set(["concurrent", "sequential", "each", "for"]);

/** Whether a call tells a test: `it(...)`, `test.concurrent(...)`, `it.each(table)(...)`. */
function isTest(callee) {
  if (callee.type === "Identifier") return CASES.has(callee.name);
  if (callee.type === "MemberExpression") return FORMS.has(callee.property.name) && isTest(callee.object);
  const inner = callee.callee ?? callee.tag;
  return inner !== undefined && isTest(inner);
}

/** The names of a file's own functions in which something is expected. */
function namesThatExpect(sourceCode) {
  const functions = sourceCode.ast.body
    .map((statement) => statement.declaration ?? statement)
    .flatMap((statement) => (statement.type === "VariableDeclaration" ? statement.declarations : [statement]))
    .filter(({ id }) => id?.type === "Identifier");
  return functions.filter((node) => EXPECTS.test(sourceCode.getText(node))).map(({ id }) => id.name);
}

/**
 * Refuses a test that expects nothing: it can only fail by throwing, and passes when the guarantee is gone. A function
 * may do the expecting for it: one of the same file, or another's whose name says so.
 */
export const provenTests = {
  meta: { type: "problem", schema: [], messages: { unproven: "this test expects nothing" } },
  create(context) {
    const { sourceCode } = context;
    let proofs = EXPECTS;
    return {
      Program() {
        proofs = new RegExp([EXPECTS.source, ...namesThatExpect(sourceCode).map((name) => `\\b${name}\\(`)].join("|"));
      },
      CallExpression(node) {
        if (!isTest(node.callee)) return;
        const story = node.arguments.find(({ type }) => /FunctionExpression$/.test(type));
        if (story === undefined || proofs.test(sourceCode.getText(story))) return;
        context.report({ node: node.callee, messageId: "unproven" });
      },
    };
  },
};
