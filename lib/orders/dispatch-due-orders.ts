import { claimSends, countDueSends } from "./claim-orders";
import { sendClaimed } from "./dispatch-orders";
import { returnRequests, takeRequests } from "./rate-budget";
import { settleOutcome } from "./settle-outcome";
import type { Run } from "./types";

/** Begins to send queued orders that are due, as many as lanes are free and the budget allows. Answers how many were begun. */
export async function dispatchDue(run: Run, username: string, free: number): Promise<number> {
  const { deps } = run;
  const granted = await takeRequests(deps, await countDueSends(deps, free), "send");
  if (granted === 0) return 0;
  const claimed = await claimSends(deps, granted, null);
  await returnRequests(deps, granted - claimed.length);
  for (const order of claimed) {
    const ask = async () => {
      const outcome = await sendClaimed(deps, order, username);
      run.counts.sent += 1;
      if (outcome.word === "later") run.isPutOff = true;
      return outcome;
    };
    run.begin([order], ask, async (outcome) => void (await settleOutcome(run, outcome)));
  }
  return claimed.length;
}
