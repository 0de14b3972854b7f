import { createServer } from "node:net";

export type PortTrouble = "taken" | "forbidden" | "no_such_host";

/** Null when a server may listen there now, else why not. */
export function checkPort(port: number, host: string): Promise<PortTrouble | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve("taken");
      else if (error.code === "EACCES") resolve("forbidden");
      else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") resolve("no_such_host");
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** `preferred` when it is free, else any free port. */
export async function findFreePort(preferred: number | null = null, host = "127.0.0.1"): Promise<number> {
  if (preferred !== null && (await checkPort(preferred, host)) === null) return preferred;
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: 0, host }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("the system gave no port"));
      });
    });
  });
}
