import { describe, expect, it } from "vitest";
import { isDirected, listValueImports, targetOf, withoutEnding } from "./imports";
import { isCode, isIn, readSourceTree, type SourceFile } from "./source-tree";

const tree = readSourceTree().filter((file) => isCode(file) && isIn("app", "components", "lib")(file));

/** What a browser cannot run or must not be sent: the database, the provider's key, Node, and what reads a request. */
const FOR_THE_SERVER = [
  ...["db", "lib/boundary", "lib/env", "lib/oneclick", "sandbox", "scripts", "drizzle-orm", "postgres", "pino"],
  ...[
    "server-only",
    "next/headers",
    "next/cache",
    "next/server",
    "next-auth/jwt",
    "next-intl/server",
    "@node-rs/argon2",
  ],
  ...["rate-limiter-flexible", "node:"],
];

const isForTheServer = (name: string) =>
  FOR_THE_SERVER.some((part) => name === part || name.startsWith(part.endsWith(":") ? part : `${part}/`));

/** From every file that says "use client", along the imports: each way that ends in what is for the server alone. */
function findServerPartsInBrowser(files: SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [withoutEnding(file.path), file]));
  const seen = new Set<string>();
  const findings: string[] = [];
  const follow = (path: string, way: string[]): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const file = byPath.get(path);
    // A server action is a door: the browser gets an address, not the code behind it.
    if (!file || isDirected(file, "use server")) return;
    for (const source of listValueImports(file)) {
      const { isOurs, target } = targetOf(path, source);
      if (isForTheServer(target)) findings.push([...way, path, target].join(" → "));
      else if (isOurs) follow(target, [...way, path]);
    }
  };
  for (const [path, file] of byPath) if (isDirected(file, "use client")) follow(path, []);
  return findings;
}

describe("the browser", { timeout: 60_000 }, () => {
  it("is sent nothing that is for the server alone", () => {
    const screens = tree.filter((file) => isIn("app", "components")(file) && isDirected(file, "use client"));
    expect(screens.length).toBeGreaterThan(10);
    expect(findServerPartsInBrowser(tree)).toEqual([]);
  });

  const client = { path: "components/sample.tsx", text: '"use client";\nimport { a } from "@/lib/orders/a";\n' };

  it.each([["drizzle-orm"], ["node:crypto"], ["@/db/schema"], ["../oneclick/client"], ["next/headers"]])(
    "would not pass with %s two files away",
    (source) => {
      const behind = { path: "lib/orders/a.ts", text: `export { b as a } from "./b";\n` };
      const last = { path: "lib/orders/b.ts", text: `import { c } from "${source}";\nexport const b = c;\n` };
      expect(findServerPartsInBrowser([client, behind, last])).toEqual([
        expect.stringMatching(/^components\/sample → lib\/orders\/a → lib\/orders\/b → /),
      ]);
    },
  );

  it("may know types of anything, and the address of an action", () => {
    const types = {
      path: "lib/orders/a.ts",
      text: 'import type { B } from "@/db/types";\nimport { act } from "@/app/act";\n',
    };
    const action = {
      path: "app/act.ts",
      text: '"use server";\nimport { getContext } from "@/lib/boundary/context";\n',
    };
    expect(findServerPartsInBrowser([client, types, action])).toEqual([]);
  });
});
