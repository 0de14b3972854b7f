import ts from "typescript";
import { isDirected, listValueImports, targetOf, withoutEnding } from "./imports";
import type { MessageUse } from "./message-uses";
import type { SourceFile } from "./source-tree";
import { nodesOf, parse } from "./syntax";

/** A `<Words of={[…]}>` of a route, and the files beneath it that run in the browser. */
export type Delivery = {
  readonly path: string;
  readonly sent: readonly string[];
  readonly inBrowser: ReadonlySet<string>;
};

export function listDeliveries(files: readonly SourceFile[]): Delivery[] {
  const byPath = new Map(files.map((file) => [withoutEnding(file.path), file]));
  return files
    .filter(({ path }) => path.startsWith("app/"))
    .flatMap((file) => {
      const sent = readSent(file);
      return sent === null ? [] : [{ path: file.path, sent, inBrowser: findBrowserFiles(file, byPath) }];
    });
}

/** The parts that a route names; null for one that sends none. */
function readSent(file: SourceFile): string[] | null {
  for (const node of nodesOf(parse(file))) {
    if (!ts.isJsxAttribute(node) || node.name.getText() !== "of") continue;
    const list = node.initializer && ts.isJsxExpression(node.initializer) ? node.initializer.expression : undefined;
    if (list && ts.isArrayLiteralExpression(list))
      return list.elements.filter(ts.isStringLiteral).map((each) => each.text);
  }
  return null;
}

function findBrowserFiles(route: SourceFile, byPath: ReadonlyMap<string, SourceFile>): Set<string> {
  const inBrowser = new Set<string>();
  const onServer = new Set<string>();
  const follow = (file: SourceFile, isBeneathClient: boolean): void => {
    const isClient = isBeneathClient || isDirected(file, "use client");
    const seen = isClient ? inBrowser : onServer;
    if (seen.has(file.path)) return;
    seen.add(file.path);
    for (const source of listValueImports(file)) {
      const { isOurs, target } = targetOf(file.path, source);
      const next = isOurs ? byPath.get(target) : undefined;
      // An action's code stays on the server.
      if (next && !isDirected(next, "use server")) follow(next, isClient);
    }
  };
  follow(route, false);
  return inBrowser;
}

export function findMisdeliveries({ path, sent, inBrowser }: Delivery, uses: readonly MessageUse[]): string[] {
  const askedBy = new Map<string, string>();
  for (const { place, keys } of uses) {
    if (!inBrowser.has(place.replace(/:\d+$/, ""))) continue;
    for (const key of keys) askedBy.set(key.replace(/\..*$/, ""), place);
  }
  return [
    ...sent
      .filter((name) => !askedBy.has(name))
      .map((name) => `${path} sends ${name}, which nothing there asks for in the browser`),
    ...[...askedBy]
      .filter(([name]) => !sent.includes(name))
      .map(([name, place]) => `${path} does not send ${name}, which ${place} asks for`),
  ];
}
