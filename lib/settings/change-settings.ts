import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import type { SettingsInput } from "./schema";

/** Sets what the person's shop works by and writes down what changed, in one statement. Nothing is written where nothing changes. */
export async function changeSettings(
  { sql }: { readonly sql: Sql },
  { shopId, staffId }: { readonly shopId: ShopId; readonly staffId: number },
  input: SettingsInput,
): Promise<void> {
  const { graceSeconds, repeatMinutes, lateAfterSeconds, secondVerdictAboveDinars } = input;
  const centimes = secondVerdictAboveDinars === null ? null : String(secondVerdictAboveDinars * 100);
  await sql`
    with old as materialized (
      select * from shops where id = ${shopId} for no key update
    ),
    wanted as materialized (
      select v.name, v.before, v.after from old cross join lateral (values
        ('grace_seconds', old.grace_seconds::bigint, ${graceSeconds}::bigint),
        ('repeat_window_seconds', old.repeat_window_seconds::bigint, ${repeatMinutes * 60}::bigint),
        ('late_after_seconds', old.late_after_seconds::bigint, ${lateAfterSeconds}::bigint),
        ('second_verdict_above_centimes', old.second_verdict_above_centimes,
          coalesce(${centimes}::bigint, old.second_verdict_above_centimes))) as v(name, before, after)
      where v.before <> v.after
    ),
    changed as (
      update shops s set grace_seconds = ${graceSeconds}::smallint, repeat_window_seconds = ${repeatMinutes * 60}::integer,
        late_after_seconds = ${lateAfterSeconds}::integer,
        second_verdict_above_centimes = coalesce(${centimes}::bigint, s.second_verdict_above_centimes)
      from old where s.id = old.id and exists (select from wanted)
    )
    insert into setting_changes (shop_id, staff_id, name, before, after)
    select ${shopId}, ${staffId}, name, before, after from wanted`;
}
