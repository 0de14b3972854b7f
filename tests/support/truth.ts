import { auditLedger } from "@/lib/ledger/audit";
import type { Engine } from "./engine";

type OrderRow = { id: string; status: string; reversed_at: string | null; topup_id: string | null };

/**
 * Where our books and the world disagree: the audit's findings, and every order whose final word is not what the operators'
 * own record of deliveries says. Empty when all is well. An order still in flight asserts nothing, so it cannot lie.
 */
export async function findLies({ database, sandbox }: Engine): Promise<string[]> {
  const { provider } = sandbox.model;
  provider.settle();
  const reached = new Map(provider.deliveries.list().map((one) => [one.ref, one.reversedAtMs === null]));
  const accepted = new Map(
    provider
      .book("sandbox")
      .allOrders()
      .map((one) => [one.ref, one]),
  );
  const lies = (await auditLedger(database.sql)).map(
    (finding) => `${finding.name}: ${JSON.stringify(finding.rows, textOfBig)}`,
  );
  const orders = await database.sql<
    OrderRow[]
  >`select id, status, reversed_at, topup_id from orders where book = 'live'`;
  for (const { id, status, reversed_at: reversedAt, topup_id: topupId } of orders) {
    const isPhoneTopped = reached.get(id) === true;
    const isPaidFor = status === "fulfilled" && reversedAt === null;
    const isFinal = ["fulfilled", "refunded", "rejected", "cancelled"].includes(status);
    if (isFinal && isPaidFor !== isPhoneTopped) lies.push(`${id} is ${status}; reached the phone: ${isPhoneTopped}`);
    if ((status === "rejected" || status === "cancelled") && accepted.has(id))
      lies.push(`${id} is ${status} and was accepted`);
    if (topupId !== null && accepted.get(id)?.id !== topupId)
      lies.push(`${id} bears the provider's id of another order`);
  }
  const ours = new Set(orders.map((order) => order.id));
  for (const ref of accepted.keys()) if (!ours.has(ref)) lies.push(`the provider has an order ${ref} that is not ours`);
  return lies;
}

function textOfBig(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
