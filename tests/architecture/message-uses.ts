import { join } from "node:path";
import ts from "typescript";
import { PROJECT_DIR, type SourceFile } from "./source-tree";

/** One `t("key", { values })` in the code: every key it may ask for, as the compiler knows them. */
export type MessageUse = {
  readonly place: string;
  readonly keys: readonly string[];
  /** The names of the values handed over. */
  readonly names: readonly string[];
};

export type MessageUses = { readonly uses: readonly MessageUse[]; readonly findings: readonly string[] };

/** Compiles the screens, and beside them files that exist only in a test. */
export function compile(samples: readonly SourceFile[]): ts.Program {
  const refuse = (diagnostic: ts.Diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: refuse };
  const config = ts.getParsedCommandLineOfConfigFile(join(PROJECT_DIR, "tsconfig.json"), {}, host);
  if (!config) throw new Error("tsconfig.json could not be read");
  const options: ts.CompilerOptions = { ...config.options, incremental: false };
  const texts = new Map(samples.map(({ path, text }) => [join(PROJECT_DIR, path), text]));
  const compilerHost = ts.createCompilerHost(options, true);
  const { getSourceFile, fileExists } = compilerHost;
  compilerHost.fileExists = (name) => texts.has(name) || fileExists.call(compilerHost, name);
  compilerHost.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile.call(compilerHost, name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  };
  const screens = config.fileNames.filter(
    (name) => /\/(?:app|components|lib)\/.*\.tsx?$/.test(name) && !name.includes("/.next/"),
  );
  return ts.createProgram({ rootNames: [...screens, ...texts.keys()], options, host: compilerHost });
}

/** The namespace a translator was made for: `useTranslations("orders")`, `await getTranslations("orders")`, or its type's. */
function findNamespace(checker: ts.TypeChecker, callee: ts.Expression): string | null {
  if (ts.isParenthesizedExpression(callee) || ts.isAwaitExpression(callee))
    return findNamespace(checker, callee.expression);
  if (ts.isCallExpression(callee)) {
    if (!/^(?:use|get)Translations$/.test(callee.expression.getText())) return null;
    const [name] = callee.arguments;
    if (name === undefined) return "";
    return ts.isStringLiteral(name) ? name.text : findNamed(name, "namespace");
  }
  const declaration = checker.getSymbolAtLocation(callee)?.valueDeclaration;
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return null;
  if (declaration.initializer) return findNamespace(checker, declaration.initializer);
  return /<\s*"([\w.]+)"\s*>/.exec(declaration.type?.getText() ?? "")?.[1] ?? null;
}

/** `getTranslations({ locale, namespace: "orders" })`: the sentence in another language than the screen's. */
function findNamed(options: ts.Expression, name: string): string | null {
  if (!ts.isObjectLiteralExpression(options)) return null;
  for (const property of options.properties) {
    if (!ts.isPropertyAssignment(property) || property.name.getText() !== name) continue;
    return ts.isStringLiteral(property.initializer) ? property.initializer.text : null;
  }
  return null;
}

/** `t` itself, or the `t` of `t.rich`, `t.has` and their like; null for any other call. */
function findTranslator(checker: ts.TypeChecker, call: ts.CallExpression): ts.Expression | null {
  const isTranslator = (node: ts.Expression) =>
    ["rich", "markup", "raw", "has"].every((name) => checker.getTypeAtLocation(node).getProperty(name));
  const { expression } = call;
  if (ts.isPropertyAccessExpression(expression)) {
    const isForm = /^(?:rich|markup|raw|has)$/.test(expression.name.text);
    return isForm && isTranslator(expression.expression) ? expression.expression : null;
  }
  return isTranslator(expression) ? expression : null;
}

function readUse(
  checker: ts.TypeChecker,
  call: ts.CallExpression,
  place: string,
  namespace: string,
): MessageUse | string {
  const [key, values] = call.arguments;
  if (!key) return `${place} asks for no key`;
  const type = checker.getTypeAtLocation(key);
  const parts = type.isUnion() ? type.types : [type];
  const keys = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  if (keys.length < parts.length) return `${place} asks for a key that the compiler cannot name: ${key.getText()}`;
  return {
    place,
    keys: keys.map((each) => (namespace === "" ? each : `${namespace}.${each}`)),
    names: values ? checker.getPropertiesOfType(checker.getTypeAtLocation(values)).map(({ name }) => name) : [],
  };
}

/** Every use of a sentence in the files whose path fits, and what could not be followed. */
export function readUses(program: ts.Program, fits: (path: string) => boolean): MessageUses {
  const checker = program.getTypeChecker();
  const uses: MessageUse[] = [];
  const findings: string[] = [];
  for (const source of program.getSourceFiles()) {
    const path = source.fileName.slice(PROJECT_DIR.length);
    if (!source.fileName.startsWith(PROJECT_DIR) || path.startsWith("node_modules/") || !fits(path)) continue;
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      const translator = ts.isCallExpression(node) ? findTranslator(checker, node) : null;
      if (!ts.isCallExpression(node) || translator === null) return;
      const place = `${path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
      const namespace = findNamespace(checker, translator);
      const use =
        namespace === null
          ? `${place} has a translator of no known namespace`
          : readUse(checker, node, place, namespace);
      if (typeof use === "string") findings.push(use);
      else uses.push(use);
    };
    visit(source);
  }
  return { uses, findings };
}
