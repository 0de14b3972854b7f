import { mkdir, open, readFile, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { formatFact, parseFact, type Fact } from "./model/facts";

export type Memory = { readonly facts: readonly Fact[]; readonly sizeBytes: number };

/**
 * The provider's memory on disk: a file to which facts are appended, one a line. What was answered must outlive a
 * `kill -9` and a power cut, so an answer waits for `settled`. Facts that come while the disk is busy share one write.
 */
export class Journal {
  private pending: string[] = [];
  private flushing: Promise<void> | null = null;

  private constructor(
    private readonly path: string,
    private file: FileHandle,
    private sizeBytes: number,
  ) {}

  /** What the file holds; nothing, when there is none. A last line cut short by a crash was never answered for: it is left out. */
  static async read(path: string): Promise<Memory> {
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
      throw error;
    });
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const lines = whole.split("\n").slice(0, -1);
    const facts = lines.map((line, index) => parseLine(line, path, index + 1));
    if (facts.length > 0 && facts[0]?.kind !== "opened") throw new Error(`${path} is not a journal of this sandbox`);
    return { facts, sizeBytes: Buffer.byteLength(whole) };
  }

  /** Opens the file for what is to come after the facts that were read. */
  static async open(path: string, { sizeBytes }: Memory): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "a");
    await file.truncate(sizeBytes);
    return new Journal(path, file, sizeBytes);
  }

  append(fact: Fact): void {
    this.pending.push(`${formatFact(fact)}\n`);
  }

  /** Resolves when everything appended so far is on the disk. */
  async settled(): Promise<void> {
    while (this.pending.length > 0 || this.flushing !== null) {
      this.flushing ??= this.flush().finally(() => (this.flushing = null));
      await this.flushing;
    }
  }

  /** Begins a new life with one fact, in one step: a crash leaves either the old journal or the new one. */
  async restart(opening: Fact): Promise<void> {
    await this.settled();
    const freshPath = `${this.path}.fresh`;
    const fresh = await open(freshPath, "w");
    const text = `${formatFact(opening)}\n`;
    await fresh.writeFile(text);
    await fresh.datasync();
    await fresh.close();
    await rename(freshPath, this.path);
    await this.file.close();
    this.file = await open(this.path, "a");
    this.sizeBytes = Buffer.byteLength(text);
  }

  async close(): Promise<void> {
    await this.settled();
    await this.file.close();
  }

  /** After a full disk nothing is lost: the facts wait for the next attempt, and a half-written line is taken back. */
  private async flush(): Promise<void> {
    const batch = this.pending;
    this.pending = [];
    const text = batch.join("");
    try {
      await this.file.appendFile(text);
      await this.file.datasync();
      this.sizeBytes += Buffer.byteLength(text);
    } catch (error) {
      this.pending = [...batch, ...this.pending];
      await this.file.truncate(this.sizeBytes);
      throw error;
    }
  }
}

function parseLine(line: string, path: string, number: number): Fact {
  try {
    return parseFact(line);
  } catch (cause) {
    throw new Error(`${path}, line ${number}: not readable; move the file away to start with an empty sandbox`, {
      cause,
    });
  }
}
