import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { drawIcons, spriteFile } from "@/scripts/draw-icons";

it("the picture of the icons is what Lucide draws of the names in use", async () => {
  const drawn = await drawIcons();
  expect(drawn).toContain('<symbol id="eye" viewBox="0 0 24 24"><path d="');
  expect(readFileSync(spriteFile, "utf8")).toBe(drawn);
});
