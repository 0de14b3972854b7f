/** `npm run -s db:url`: where the database is, as the last line, for psql and the like. */
import { findDatabaseUrl } from "./database";
import { loadEnvFiles, readDatabaseSettings } from "./environment";
import { say, sayError, sayFailure } from "./terminal.mjs";

try {
  loadEnvFiles(false);
  const settings = readDatabaseSettings();
  const found = findDatabaseUrl(settings);
  if (found === null) {
    sayError(`There is no embedded database in ${settings.dataDir} yet. \`npm start\` makes it.`);
    process.exitCode = 1;
  } else {
    if (!found.isRunning) sayError("The embedded database is not running; `npm start` runs it, at this URL:");
    say(found.url);
  }
} catch (error) {
  sayFailure(error);
  process.exitCode = 1;
}
