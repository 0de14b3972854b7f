import { isFigureName, maySee } from "./figures";
import { listDays } from "./parse-period";
import type { FigureName, FigureView, PeriodView, Scope, Sight } from "./view";

type Get = (name: string) => string | null | undefined;

const WORD = /^[^\p{C}]{1,64}$/u;
const STAFF_ID_MAX = 2_147_483_647;

/** The address under which a figure is explained; the other way round of `parseFigure` and `parsePeriod`. */
export function figureAddress({ figure, scope }: Pick<FigureView, "figure" | "scope">, period: PeriodView): string {
  const search = new URLSearchParams({ figure, period: period.kind, on: period.firstDay });
  if (scope.operator !== undefined) search.set("operator", scope.operator);
  if (scope.planCode !== undefined) search.set("plan", scope.planCode);
  if (scope.staffId !== undefined) search.set("seller", String(scope.staffId));
  if (scope.hour !== undefined) search.set("hour", String(scope.hour));
  if (scope.day !== undefined) search.set("day", scope.day);
  return `/reports/explain?${search}`;
}

/**
 * Which figure an address asks to explain. Null for one that does not exist or that is none of the viewer's; a part of the
 * scope that makes no sense is left out and named in `ignored`.
 */
export function parseFigure(
  get: Get,
  period: PeriodView,
  sight: Sight,
): { figure: FigureName; scope: Scope; ignored: string[] } | null {
  const figure = get("figure");
  if (!isFigureName(figure) || !maySee(sight, figure)) return null;
  const scope: { -readonly [K in keyof Scope]: Scope[K] } = {};
  const ignored: string[] = [];
  const read = (name: string, take: (text: string) => boolean) => {
    const text = get(name) ?? "";
    if (text !== "" && !take(text)) ignored.push(name);
  };
  read("operator", (text) => WORD.test(text) && ((scope.operator = text), true));
  read("plan", (text) => WORD.test(text) && ((scope.planCode = text), true));
  read(
    "seller",
    (text) => /^[1-9][0-9]{0,9}$/.test(text) && Number(text) <= STAFF_ID_MAX && ((scope.staffId = Number(text)), true),
  );
  read("hour", (text) => /^(?:1?[0-9]|2[0-3])$/.test(text) && ((scope.hour = Number(text)), true));
  read("day", (text) => {
    if (!listDays(period).includes(text)) return false;
    scope.day = text;
    return true;
  });
  return { figure, scope, ignored };
}
