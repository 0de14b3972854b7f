import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import type { Book } from "@/lib/ledger/post-transfers";
import type { Centimes } from "@/lib/money/centimes";
import type { Msisdn } from "@/lib/phone/msisdn";

export type Placement = {
  readonly orderId: string;
  readonly shopId: ShopId;
  readonly staffId: number;
  readonly book: Book;
  readonly msisdn: Msisdn;
  readonly planCode: string;
  readonly faceCentimes: Centimes;
  /** A second sale of the same number and amount is meant. */
  readonly isRepeat: boolean;
  readonly originOrderId: string | null;
};

type PlacedFigures = {
  readonly operator: string;
  readonly planName: string;
  readonly chargeCentimes: Centimes;
  readonly floatCentimes: Centimes;
  readonly heldCentimes: Centimes;
  readonly placedAt: Date;
  /** From when on it may be sent: the shop's grace seconds later. */
  readonly dueAt: Date;
};

/** The answer to one placement; see `db/functions/3-place-orders.sql` for what each code means. */
export type Placed =
  | ({ readonly code: "placed" } & PlacedFigures)
  | { readonly code: "replayed" }
  | { readonly code: "id_conflict" }
  | { readonly code: "shop_inactive" }
  | { readonly code: "plan_unavailable" }
  | { readonly code: "amount_out_of_range"; readonly minCentimes: Centimes; readonly maxCentimes: Centimes }
  | { readonly code: "duplicate_recent"; readonly otherOrderId: string; readonly otherPlacedAt: Date }
  | { readonly code: "insufficient_balance"; readonly chargeCentimes: Centimes; readonly floatCentimes: Centimes };

type PlacedRow = {
  n: number;
  code: Placed["code"] | "again";
  operator: string;
  plan_name: string;
  min_centimes: bigint;
  max_centimes: bigint;
  charge_centimes: bigint;
  float_centimes: bigint;
  held_centimes: bigint;
  other_order_id: string;
  other_placed_at: string;
  placed_at: string;
  due_at: string;
};

/**
 * Places orders in one round trip: saved with their money held and their event told, or refused as values. Answers stand in
 * the order asked. Those whose fate hangs on a neighbour of the same batch are asked again after it, so a lone order, and
 * any batch without such neighbours, costs exactly one statement.
 */
export async function placeOrders(
  sql: Sql,
  placements: readonly Placement[],
  virtualNow: Date | null,
): Promise<Placed[]> {
  const answers = new Map<number, Placed>();
  let open = placements.map((placement, index) => ({ placement, index }));
  let stalls = 0;
  while (open.length > 0) {
    const rows = await runPlaceOrders(
      sql,
      open.map((one) => one.placement),
      virtualNow,
    );
    const again: typeof open = [];
    for (const row of rows) {
      const one = open[row.n - 1];
      if (!one) throw new Error(`place_orders answered row ${row.n} of ${open.length}`);
      if (row.code === "again") again.push(one);
      else answers.set(one.index, toPlaced(row, row.code));
    }
    // The first undecided order of each shop is decided in every round, unless another shop took its id at that very moment:
    // then it is decided in the next one. So this ends.
    stalls = again.length === open.length ? stalls + 1 : 0;
    if (stalls > 1) throw new Error("place_orders decided nothing");
    open = again;
  }
  return placements.map((placement, index) => {
    const answer = answers.get(index);
    if (!answer) throw new Error(`order ${placement.orderId} was not judged`);
    return answer;
  });
}

/**
 * Arrays travel as text: postgres.js takes an array of bigint or boolean for a single one, and writes every element of a
 * `boolean[]` that is not `true` itself, the text "true" included, as false.
 */
function runPlaceOrders(sql: Sql, placements: readonly Placement[], virtualNow: Date | null) {
  return sql<PlacedRow[]>`
    select * from place_orders(
      ${placements.map((one) => one.orderId)}::uuid[],
      ${placements.map((one) => one.shopId)}::integer[],
      ${placements.map((one) => one.staffId)}::integer[],
      ${placements.map((one) => one.book)}::text[],
      ${placements.map((one) => one.msisdn)}::text[],
      ${placements.map((one) => one.planCode)}::text[],
      ${placements.map((one) => one.faceCentimes.toString())}::bigint[],
      ${placements.map((one) => String(one.isRepeat))}::text[]::boolean[],
      ${placements.map((one) => one.originOrderId)}::uuid[],
      ${virtualNow?.toISOString() ?? null}::timestamptz)`;
}

function toPlaced(row: PlacedRow, code: Placed["code"]): Placed {
  switch (code) {
    case "placed":
      return {
        code,
        operator: row.operator,
        planName: row.plan_name,
        chargeCentimes: row.charge_centimes,
        floatCentimes: row.float_centimes,
        heldCentimes: row.held_centimes,
        placedAt: new Date(row.placed_at),
        dueAt: new Date(row.due_at),
      };
    case "amount_out_of_range":
      return { code, minCentimes: row.min_centimes, maxCentimes: row.max_centimes };
    case "duplicate_recent":
      return { code, otherOrderId: row.other_order_id, otherPlacedAt: new Date(row.other_placed_at) };
    case "insufficient_balance":
      return { code, chargeCentimes: row.charge_centimes, floatCentimes: row.float_centimes };
    case "replayed":
    case "id_conflict":
    case "shop_inactive":
    case "plan_unavailable":
      return { code };
  }
}
