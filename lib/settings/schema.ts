import { z } from "zod";

const whole = (min: number, max: number) => z.number().int().min(min).max(max);

/** The same bounds as the columns' checks. `secondVerdictAboveDinars` is left out by those who may not set it. */
export const settingsSchema = z.strictObject({
  graceSeconds: whole(0, 10),
  repeatMinutes: whole(0, 1_440),
  lateAfterSeconds: whole(30, 3_600),
  secondVerdictAboveDinars: whole(0, 1_000_000).nullable(),
});

export type SettingsInput = z.infer<typeof settingsSchema>;
