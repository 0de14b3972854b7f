import { readConfiguration } from "./configuration";
import { KEYS, LISTED_ADDRESS } from "./model/accounts";
import { buildSandbox } from "./server";

/** The local OneClickDz as a program of its own: prints where it is and which keys open it, stops on Ctrl-C. */
async function run(): Promise<void> {
  const { port, host, options } = readConfiguration(process.env);
  const { app } = await buildSandbox(options);
  const stop = (): void => void app.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const url = await app.listen({ port, host });
    console.log(describe(url, options.sandboxKey ?? KEYS.sandbox, options.stateFile));
  } catch (error) {
    await app.close();
    if (isPortTaken(error)) throw new Error(`port ${port} is taken; set SANDBOX_PORT to a free one`, { cause: error });
    throw error;
  }
}

function describe(url: string, sandboxKey: string, stateFile: string | undefined): string {
  return [
    `The local OneClickDz is at ${url}`,
    `  SANDBOX key      ${sandboxKey}`,
    `  PRODUCTION-like  ${KEYS.production}`,
    `  READ-ONLY        ${KEYS.readOnly}`,
    `  disabled         ${KEYS.disabled}`,
    `  IP-listed        ${KEYS.ipListed} (only from ${LISTED_ADDRESS})`,
    `  other account    ${KEYS.otherAccount}`,
    `  state            ${stateFile ?? "in memory"}`,
  ].join("\n");
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? `sandbox: ${error.message}` : error);
  process.exit(1);
});
