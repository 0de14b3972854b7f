import { placeOrderAction } from "@/app/actions";
import { bareAction, shellAction } from "./actions";

/** Somebody has to hold an action for the build to keep it. */
export default function Page() {
  return <p>{[placeOrderAction, bareAction, shellAction].length}</p>;
}
