// What every command runs first. Node built-ins only, because nothing may be installed yet, and no syntax that an
// old Node cannot read, because telling it that it is too old is the first thing done here.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const isQuiet = process.argv.includes("--quiet");
const isForTests = process.argv.includes("--test");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(
    `Rasid needs Node 20.9 or newer; this is Node ${process.versions.node}.\n` +
      "Install a current one from https://nodejs.org (or: nvm install 20), then run the same command again.",
  );
  process.exit(1);
}

// Imported only now: these files use syntax and modules that need the Node asked for above.
const { sayFailure } = await import("./terminal.mjs");
try {
  const { ensureInstalled } = await import("./setup/install.mjs");
  await ensureInstalled(projectDir, { isQuiet });
  if (isForTests) {
    const { ensureChromium } = await import("./setup/chromium.mjs");
    await ensureChromium(projectDir, { isQuiet });
    const { ensureNginx } = await import("./setup/nginx.mjs");
    await ensureNginx(projectDir, { isQuiet });
  }
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
