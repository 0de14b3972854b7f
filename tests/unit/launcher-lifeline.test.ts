import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

const LIFELINE = new URL("../../scripts/lifeline.mjs", import.meta.url).href;

/** Speaks until it has been heard a hundred times, or until speaking failed it. */
const SPEAKER = `
  process.once("uncaughtException", () => process.exit(9));
  let said = 0;
  process.stdin.once("data", () => setInterval(() => {
    console.log("word");
    console.error("word");
    if ((said += 1) === 100) process.exit(0);
  }, 1));`;

/** The child's end, when nobody has listened to it from the start. */
async function endOf(args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [...args, "-e", SPEAKER], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.write("begin");
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

test("a child whose launcher was killed goes on without being heard", async () => {
  expect(await endOf(["--import", LIFELINE])).toBe(0);
});

test("without its lifeline the first word would have been its last", async () => {
  expect(await endOf([])).toBe(9);
});
