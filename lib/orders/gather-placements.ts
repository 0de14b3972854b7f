import type { Sql } from "@/db/types";
import { isRefusedByDatabase } from "@/lib/database-error";
import { createGatherer, type Gatherer } from "@/lib/gather";
import { placeOrders, type Placed, type Placement } from "./place-orders";

/** Beyond this a batch keeps its shops' accounts locked for longer than it saves. */
const BATCH_MAX = 500;
/** Of different shops, side by side on two of the database's cores. Those of one shop would only wait for each other's locks. */
const RUNNING_MAX = 2;
/** Below this, one statement costs less than two do that run at the same time. */
const SHARE_MIN = 4;
/** A tenth of a second's worth at full speed. Who is refused here has been told so before anything was saved. */
const QUEUE_MAX = 2_500;

export type PlacementGatherer = Gatherer<Placement, Placed>;

/** Gathers the sales of an instance into as few statements as there is load for. In a shop they are judged in the order they came. */
export function gatherPlacements(sql: Sql, virtualNow: () => Date | null): PlacementGatherer {
  return createGatherer<Placement, Placed>({
    run: (placements) => placeOrders(sql, placements, virtualNow()),
    batchMax: BATCH_MAX,
    runningMax: RUNNING_MAX,
    queueMax: QUEUE_MAX,
    laneOf: ({ shopId, book }) => `${shopId} ${book}`,
    shareMin: SHARE_MIN,
    isUndone: isRefusedByDatabase,
  });
}
