import clsx from "clsx";

/** A shape for each network: two of the three brands are red, so colour alone would not tell them apart. */
function shapeOf(operator: string) {
  switch (operator) {
    case "Mobilis":
      return <circle cx="8" cy="8" r="6.5" className="fill-[#1c8a4b] dark:fill-[#58c98a]" />;
    case "Djezzy":
      return <path d="M8 .8 15.2 8 8 15.2.8 8Z" className="fill-[#c8202f] dark:fill-[#f4808a]" />;
    case "Ooredoo":
      return (
        <circle
          cx="8"
          cy="8"
          r="5.2"
          fill="none"
          strokeWidth="3.2"
          className="stroke-[#c8202f] dark:stroke-[#f4808a]"
        />
      );
    case "Pixx":
      return (
        <path
          d="M5.8 1h4.400v4.800H15v4.400h-4.800V15H5.800v-4.800H1V5.800h4.800Z"
          className="fill-[#6a4bb5] dark:fill-[#b59df0]"
        />
      );
    default:
      return <rect x="1.5" y="1.5" width="13" height="13" rx="3.5" className="fill-ink-faint" />;
  }
}

export function OperatorMark({
  operator,
  className = "size-3.5",
}: {
  readonly operator: string;
  readonly className?: string;
}) {
  return (
    <svg viewBox="0 0 16 16" className={clsx("shrink-0", className)} aria-hidden focusable="false">
      {shapeOf(operator)}
    </svg>
  );
}

/** The network by shape and name. */
export function OperatorName({ operator, className }: { readonly operator: string; readonly className?: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-2 whitespace-nowrap", className)}>
      <OperatorMark operator={operator} />
      <bdi>{operator}</bdi>
    </span>
  );
}
