import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process of the bench that answers messages. */
export type Child = {
  /** What it tells first, once it is ready. */
  readonly greeting: Record<string, unknown>;
  ask(message: Record<string, unknown>): Promise<Record<string, unknown>>;
  end(): Promise<void>;
};

/** Starts a file of this folder in a process of its own. */
export async function startChild(file: string, env: Record<string, string> = {}, flags: string[] = []): Promise<Child> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, [], { execArgv: ["--import", "tsx", ...flags], env: { ...process.env, ...env } });
  const greeting = await nextMessage(child);
  return {
    greeting,
    ask(message) {
      const answer = nextMessage(child);
      child.send(message);
      return answer;
    },
    end: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.disconnect();
      }),
  };
}

function nextMessage(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const leave = (code: number | null) => reject(new Error(`a process of the bench ended with ${code}`));
    child.once("exit", leave);
    child.once("message", (message) => {
      child.off("exit", leave);
      const told = message as Record<string, unknown>;
      if (typeof told.failed === "string") reject(new Error(told.failed));
      else resolve(told);
    });
  });
}
