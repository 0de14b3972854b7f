/** One change of the source that somebody could make by mistake: the text is replaced where it stands, once. */
export type Edit = { readonly file: string; readonly from: string; readonly to: string };
export type Bug = { readonly name: string; readonly edits: readonly [Edit, ...Edit[]] };

export const APPLY = "db/functions/5-apply-outcomes.sql";
export const CLAIM = "db/functions/4-engine.sql";

export const noDoubt: Edit = {
  file: APPLY,
  from: "when w.word = 'refused' and w.status in ('sending', 'uncertain') and w.doubt_left = 0 and",
  to: "when w.word = 'refused' and w.status in ('sending', 'uncertain') and",
};
