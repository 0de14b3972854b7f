import { dirname, join } from "node:path/posix";
import ts from "typescript";
import type { SourceFile } from "./source-tree";
import { nodesOf, parse } from "./syntax";

/** What a file brings along when it runs, be it later. `import type` brings nothing. */
export function listValueImports(file: SourceFile): string[] {
  const source = parse(file);
  const atOnce = source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const isTypeOnly = ts.isImportDeclaration(statement) ? statement.importClause?.isTypeOnly : statement.isTypeOnly;
    const { moduleSpecifier } = statement;
    return isTypeOnly || !moduleSpecifier || !ts.isStringLiteral(moduleSpecifier) ? [] : [moduleSpecifier.text];
  });
  const later = [...nodesOf(source)].flatMap((node) => {
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return [];
    return node.arguments.filter(ts.isStringLiteral).map(({ text }) => text);
  });
  return [...atOnce, ...later];
}

/** Where an import leads: a path without its ending for files of ours, else the package as it is written. */
export function targetOf(from: string, source: string): { readonly isOurs: boolean; readonly target: string } {
  if (source.startsWith("@/")) return { isOurs: true, target: source.slice(2) };
  if (source.startsWith(".")) return { isOurs: true, target: join(dirname(from), source) };
  return { isOurs: false, target: source };
}

export const withoutEnding = (path: string) => path.replace(/\.tsx?$/, "");

/** Whether a file begins with such a directive; only comments may stand before it. */
export function isDirected({ text }: SourceFile, directive: "use client" | "use server"): boolean {
  const code = text.replace(/^(?:\s+|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/, "");
  return code.startsWith(`"${directive}"`);
}
