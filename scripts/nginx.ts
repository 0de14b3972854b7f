/** nginx in front of several instances: found, told where they are, and run as a child like the others. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { projectDir } from "./environment";
import { startChild, type Child } from "./processes";

export type Nginx = { readonly path: string; readonly version: string };

export type NginxOptions = {
  /** Where it keeps its configuration and its pid. */
  readonly dir: string;
  readonly logFile: string;
  readonly host: string;
  readonly port: number;
  /** host:port of each instance. */
  readonly instances: readonly string[];
  /** A response header that names the instance which answered: for whoever wants to see how requests spread. */
  readonly tellInstanceAs?: string;
};

/** Instances keep idle connections for longer than nginx does (a minute): see `nginx.conf`. */
export const KEEP_ALIVE_MS = 75_000;
/** Where Debian puts it, which is on root's PATH alone. */
const SYSTEM_DIRS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin"];
const GRACE_MS = 2_000;

/** Null where there is none, or none that starts. */
export function findNginx(): Nginx | null {
  for (const dir of [...(process.env.PATH ?? "").split(delimiter), ...SYSTEM_DIRS]) {
    const path = join(dir, "nginx");
    if (!existsSync(path)) continue;
    try {
      // It says its version on standard error.
      const said = execFileSync("/bin/sh", ["-c", '"$0" -v 2>&1', path], { encoding: "utf8" });
      return { path, version: /nginx\/(\S+)/.exec(said)?.[1] ?? "of an unknown version" };
    } catch {
      continue;
    }
  }
  return null;
}

export function startNginx(nginx: Nginx, options: NginxOptions): Child {
  mkdirSync(options.dir, { recursive: true });
  const configFile = join(options.dir, "nginx.conf");
  writeFileSync(configFile, formatConfig(options));
  return startChild({
    name: "nginx",
    command: nginx.path,
    args: ["-p", options.dir, "-c", configFile, "-e", "stderr", "-g", "daemon off;"],
    cwd: options.dir,
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
    logFile: options.logFile,
    graceMs: GRACE_MS,
  });
}

function formatConfig({ dir, host, port, instances, tellInstanceAs }: NginxOptions): string {
  const listen = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const values: Record<string, string> = {
    dir,
    listen:
      tellInstanceAs === undefined ? listen : `${listen};\n    add_header ${tellInstanceAs} $upstream_addr always`,
    servers: instances.map((address) => `server ${address} max_fails=1 fail_timeout=2s;`).join("\n    "),
  };
  const template = readFileSync(join(projectDir, "scripts", "nginx.conf"), "utf8");
  // The comments speak of {{braces}} too; whatever else is not known is a slip of ours.
  return template.replace(/\{\{(\w+)\}\}/g, (all, name: string) => values[name] ?? all);
}
