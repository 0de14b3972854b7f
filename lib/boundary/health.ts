import { getContext } from "./context";

/** What an outside watcher needs; nothing that would help a stranger. Ages in seconds, null when it never happened. */
export type Health = {
  readonly isHealthy: boolean;
  readonly database: "up" | "down";
  readonly upstream: {
    readonly isUsable: boolean;
    readonly pauseReason: string | null;
    readonly validatedAgeSeconds: number | null;
  } | null;
  readonly scheduler: { readonly lastRunAgeSeconds: number | null } | null;
};

/** Healthy means that sales can be taken; a scheduler or a provider that is away is told beside it. */
export async function readHealth(): Promise<Health> {
  try {
    const { sql } = getContext();
    const [row] = await sql<
      { is_usable: boolean; pause_reason: string | null; validated_age: number | null; tick_age: number | null }[]
    >`
      select is_usable, case when paused_until > now() then pause_reason end as pause_reason,
        extract(epoch from now() - validated_at)::integer as validated_age,
        extract(epoch from now() - tick_finished_at)::integer as tick_age
      from upstream_state where id = 1`;
    return {
      isHealthy: true,
      database: "up",
      upstream: row
        ? { isUsable: row.is_usable, pauseReason: row.pause_reason, validatedAgeSeconds: row.validated_age }
        : null,
      scheduler: row ? { lastRunAgeSeconds: row.tick_age } : null,
    };
  } catch {
    return { isHealthy: false, database: "down", upstream: null, scheduler: null };
  }
}
