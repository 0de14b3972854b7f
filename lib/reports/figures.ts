import type { FigureName, Flow, Sight } from "./view";

/** What a ledger line adds to a figure: what the customer paid, what left the balance, or a difference. */
export type Measure = "face" | "charge" | "profit" | "cost" | "margin" | "uncosted";

export type FigureDefinition = {
  /** The lines that count, with their sign. */
  readonly flows: Readonly<Partial<Record<Flow, 1 | -1>>>;
  readonly measure: Measure;
  readonly needs: keyof Sight | null;
};

/** Of a delivered order that was taken back nothing is left: its reversal undoes its settle. */
const KEPT = { delivered: 1, reversed: -1 } as const;

/**
 * Every figure of the reports. The report sums its cells by this table, an explanation the ledger's lines, and the screen shows
 * nothing that is not in it.
 */
export const FIGURES: Readonly<Record<FigureName, FigureDefinition>> = {
  sold: { flows: { sold: 1 }, measure: "face", needs: null },
  delivered: { flows: { delivered: 1 }, measure: "face", needs: null },
  failed: { flows: { refunded: 1, rejected: 1 }, measure: "face", needs: null },
  refunded: { flows: { refunded: 1 }, measure: "face", needs: null },
  rejected: { flows: { rejected: 1 }, measure: "face", needs: null },
  cancelled: { flows: { cancelled: 1 }, measure: "face", needs: null },
  reversed: { flows: { reversed: 1 }, measure: "face", needs: null },
  charged: { flows: KEPT, measure: "charge", needs: "profit" },
  profit: { flows: KEPT, measure: "profit", needs: "profit" },
  cost: { flows: KEPT, measure: "cost", needs: "cost" },
  margin: { flows: KEPT, measure: "margin", needs: "cost" },
  uncosted: { flows: KEPT, measure: "uncosted", needs: "cost" },
};

/** What each part of a report shows, in this order, of what its viewer may see. */
export const SHOWN = {
  totals: [
    ...(["sold", "delivered", "refunded", "rejected", "cancelled", "reversed"] as const),
    ...(["charged", "profit", "cost", "margin", "uncosted"] as const),
  ],
  operators: ["sold", "delivered", "failed", "profit", "margin"],
  plans: ["sold", "delivered", "failed", "profit", "margin"],
  sellers: ["sold", "delivered", "failed", "profit", "margin"],
  days: ["sold", "delivered", "failed", "profit"],
  hours: ["sold", "delivered", "failed", "profit"],
} as const satisfies Record<string, readonly FigureName[]>;

export type ShownPart = keyof typeof SHOWN;

export function isFigureName(text: string | null | undefined): text is FigureName {
  return text !== null && text !== undefined && Object.hasOwn(FIGURES, text);
}

export function maySee(sight: Sight, figure: FigureName): boolean {
  const { needs } = FIGURES[figure];
  return needs === null || sight[needs];
}

/** What a cell holds: lines of one flow. What the viewer may not see was never read, and counts as nothing. */
export type CellSums = {
  readonly flow: Flow;
  readonly orders: number;
  readonly face: bigint;
  readonly charge: bigint;
  readonly cost: bigint;
  readonly uncostedOrders: number;
  readonly uncostedCharge: bigint;
};

function valueOf(measure: Measure, cell: CellSums): bigint {
  switch (measure) {
    case "face":
      return cell.face;
    case "charge":
      return cell.charge;
    case "profit":
      return cell.face - cell.charge;
    case "cost":
      return cell.cost;
    case "margin":
      return cell.charge - cell.uncostedCharge - cell.cost;
    case "uncosted":
      return cell.uncostedCharge;
  }
}

function linesOf(measure: Measure, cell: CellSums): number {
  if (measure === "uncosted") return cell.uncostedOrders;
  return measure === "cost" || measure === "margin" ? cell.orders - cell.uncostedOrders : cell.orders;
}

/** A figure over cells: what their lines add up to, and how many lines that are. */
export function sumCells(name: FigureName, cells: readonly CellSums[]): { centimes: bigint; lines: number } {
  const { flows, measure } = FIGURES[name];
  let centimes = 0n;
  let lines = 0;
  for (const cell of cells) {
    const sign = flows[cell.flow];
    if (sign === undefined) continue;
    centimes += BigInt(sign) * valueOf(measure, cell);
    lines += linesOf(measure, cell);
  }
  return { centimes, lines };
}
