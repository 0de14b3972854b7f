/** A second sale of the same number and amount, on purpose: told at a glance in every language. */
export function RepeatMark() {
  return (
    <bdi dir="ltr" className="bg-warn-wash text-warn figures rounded px-1.5 text-xs leading-5 font-semibold">
      {"×2"}
    </bdi>
  );
}
