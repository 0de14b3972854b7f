/** Why settings were not changed. */
export type SettingsError = { readonly code: "out_of_range" };
