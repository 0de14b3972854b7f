import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import type { SettingsInput } from "./schema";

/**
 * Sets what the person's shop works by and writes down what changed, in one statement. Nothing is written where nothing
 * changes: a value that its unit on the screen only rounds (90 seconds shown as 2 minutes) stays as it is until it is edited.
 */
export async function changeSettings(
  { sql }: { readonly sql: Sql },
  { shopId, staffId }: { readonly shopId: ShopId; readonly staffId: number },
  { graceSeconds, repeatMinutes, lateAfterSeconds, secondVerdictAboveDinars }: SettingsInput,
): Promise<void> {
  await sql`
    with old as materialized (
      select * from shops where id = ${shopId} for no key update
    ),
    next as materialized (
      select old.id, ${graceSeconds}::smallint as grace, ${lateAfterSeconds}::integer as late,
        case when (old.repeat_window_seconds + 59) / 60 = i.minutes then old.repeat_window_seconds else i.minutes * 60 end as repeat,
        case when i.dinars is null or old.second_verdict_above_centimes / 100 = i.dinars then old.second_verdict_above_centimes
             else i.dinars::bigint * 100 end as verdict
      from old, (select ${repeatMinutes}::integer as minutes, ${secondVerdictAboveDinars}::integer as dinars) i
    ),
    wanted as materialized (
      select v.name, v.before, v.after from old join next using (id) cross join lateral (values
        ('grace_seconds', old.grace_seconds::bigint, next.grace::bigint),
        ('repeat_window_seconds', old.repeat_window_seconds::bigint, next.repeat::bigint),
        ('late_after_seconds', old.late_after_seconds::bigint, next.late::bigint),
        ('second_verdict_above_centimes', old.second_verdict_above_centimes, next.verdict)) as v(name, before, after)
      where v.before <> v.after
    ),
    changed as (
      update shops s set grace_seconds = next.grace, repeat_window_seconds = next.repeat, late_after_seconds = next.late,
        second_verdict_above_centimes = next.verdict
      from next where s.id = next.id and exists (select from wanted)
    )
    insert into setting_changes (shop_id, staff_id, name, before, after)
    select ${shopId}, ${staffId}, name, before, after from wanted`;
}
