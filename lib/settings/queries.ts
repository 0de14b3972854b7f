import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import type { SettingsView } from "./view";

type SettingsRow = {
  grace_seconds: number;
  repeat_window_seconds: number;
  late_after_seconds: number;
  second_verdict_above_centimes: bigint;
  changed_by: string | null;
  changed_at: string | null;
};

export async function getSettings(sql: Sql, shopId: ShopId): Promise<SettingsView> {
  const [row] = await sql<SettingsRow[]>`
    select s.grace_seconds, s.repeat_window_seconds, s.late_after_seconds, s.second_verdict_above_centimes,
      c.display_name as changed_by, c.created_at as changed_at
    from shops s
    left join lateral (
      select p.display_name, c.created_at from setting_changes c join staff p on p.id = c.staff_id
      where c.shop_id = s.id order by c.id desc limit 1) c on true
    where s.id = ${shopId}`;
  if (!row) throw new Error(`no shop ${shopId}`);
  return {
    graceSeconds: row.grace_seconds,
    repeatMinutes: Math.ceil(row.repeat_window_seconds / 60),
    lateAfterSeconds: row.late_after_seconds,
    secondVerdictAboveDinars: Number(row.second_verdict_above_centimes / 100n),
    lastChange:
      row.changed_by === null || row.changed_at === null
        ? null
        : { by: row.changed_by, at: new Date(row.changed_at).toISOString() },
  };
}
