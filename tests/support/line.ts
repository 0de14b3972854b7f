import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A telephone line to the database: it can be cut, stay dead for a while, and be mended, without anybody restarting the database. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private isCut = false;
  private refusals = 0;
  private onRefusal = (): void => undefined;

  /** The same database by way of this line. */
  async open(databaseUrl: string): Promise<string> {
    const url = new URL(databaseUrl);
    this.server ??= await this.listen(url.hostname, Number(url.port));
    // A server that listens on a port has an address that is not a path.
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.toString();
  }

  cut(): void {
    this.isCut = true;
    this.refusals = 0;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  /** Resolves when so many calls have been made to the dead line. */
  async refused(count: number): Promise<void> {
    while (this.refusals < count) await new Promise<void>((resolve) => (this.onRefusal = resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => (this.server === null ? resolve(null) : this.server.close(resolve)));
  }

  private async listen(host: string, port: number): Promise<Server> {
    const server = createServer((near) => {
      if (this.isCut) {
        near.destroy();
        this.refusals += 1;
        return this.onRefusal();
      }
      const far = connect(port, host);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          this.sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
  }
}
