import type { Settings } from "./environment";
import { checkPort, findFreePort } from "./ports";
import { Advice, say } from "./terminal.mjs";

/** Where the app listens, and the address at which people find it there. */
export type Place = { readonly host: string; readonly port: number; readonly url: string };

/** A busy port that nobody asked for is left to whoever has it. */
export async function findPlace(settings: Settings): Promise<Place> {
  const { host } = settings;
  let { port } = settings;
  const trouble = await checkPort(port, host);
  if (trouble === "no_such_host") {
    throw new Advice(
      `This machine has no address ${host}. Set HOST=127.0.0.1 (only this machine) or HOST=0.0.0.0 (all of the network).`,
    );
  }
  if (trouble === "forbidden") {
    throw new Advice(
      `Port ${port} needs more rights than this account has. Choose one above 1023: PORT=3000 npm start`,
    );
  }
  if (port === 0) {
    port = await findFreePort(null, host);
  } else if (trouble === "taken") {
    const free = await findNextFreePort(port, host);
    if (settings.isPortChosen) {
      throw new Advice(
        `Port ${port} on ${host} is taken by another program.\n` +
          `Stop that program, or choose another port:  PORT=${free} npm start`,
      );
    }
    say(`  Port ${port} is taken by another program; using ${free}. Set PORT to choose one yourself.`);
    port = free;
  }
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return { host, port, url: `http://${name}:${port}` };
}

async function findNextFreePort(port: number, host: string): Promise<number> {
  for (let candidate = port + 1; candidate <= Math.min(port + 20, 65535); candidate += 1) {
    if ((await checkPort(candidate, host)) === null) return candidate;
  }
  return findFreePort(null, host);
}

/** The app's own address for us, who stand on the same machine. */
export function callUrl({ host, port }: Place): string {
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
