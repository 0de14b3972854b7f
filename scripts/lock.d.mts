export type LockHolder = {
  readonly pid: number;
  readonly identity: string;
  readonly purpose?: string;
  readonly url?: string;
};
export type LockNote = { readonly purpose?: string; readonly url?: string };
export type HeldLock = { isMine(): boolean; update(note: LockNote): void; release(): void };

export function findProcessIdentity(pid: number): string | null;
export function isHolderAlive(holder: LockHolder | null): boolean;
export function readHolder(path: string): LockHolder | null;
export function tryLock(
  path: string,
  note?: LockNote,
): { readonly ok: true; readonly lock: HeldLock } | { readonly ok: false; readonly holder: LockHolder };
export function waitForLock(
  path: string,
  note: LockNote,
  options: { readonly timeoutMs: number; readonly onWait?: (holder: LockHolder) => void },
): Promise<HeldLock | null>;
