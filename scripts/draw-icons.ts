/** `npm run icons`: the shapes that `components/ui/icons.tsx` names, out of Lucide, as one picture. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectDir } from "./environment";

const namesFile = join(projectDir, "components", "ui", "icons.tsx");
export const spriteFile = join(projectDir, "components", "ui", "icons.svg");

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>];

export async function drawIcons(): Promise<string> {
  const names = [...readFileSync(namesFile, "utf8").matchAll(/ draw\("([a-z0-9-]+)"\)/g)].map(([, name = ""]) => name);
  const symbols = await Promise.all(names.map(drawSymbol));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">\n${symbols.join("\n")}\n</svg>\n`;
}

async function drawSymbol(name: string): Promise<string> {
  const file = join(projectDir, "node_modules", "lucide-react", "dist", "esm", "icons", `${name}.mjs`);
  // The library's own form of an icon; its types describe the components alone.
  const { __iconData: icon } = (await import(findOwnFile(file))) as { __iconData: { node: readonly Shape[] } };
  const shapes = icon.node.map(([tag, { key: _, ...attributes }]) => {
    const written = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${value}"`);
    return `<${tag}${written.join("")}/>`;
  });
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
}

/** An icon that was given another name stands in the file of that name. */
function findOwnFile(file: string): string {
  const own = /from '(\.\/[a-z0-9-]+\.mjs)'/.exec(readFileSync(file, "utf8"))?.[1];
  return own === undefined ? file : join(dirname(file), own);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(spriteFile, await drawIcons());
