import { createShop, createStaff, depositTo, type NewStaff, type ShopInput } from "@/db/factories";
import { sessionCookie, SHOP_COOKIE } from "@/lib/auth/cookies";
import type { Role } from "@/lib/auth/roles";
import { encodeSession } from "@/lib/auth/session-token";
import type { ShopId } from "@/lib/id";
import { mintOrderId } from "@/lib/id";
import { dinarsToCentimes } from "@/lib/money/centimes";
import type { OrderStatus } from "@/lib/orders/status";
import { placeOrders, type Placement } from "@/lib/orders/place-orders";
import { parseMsisdn } from "@/lib/phone/msisdn";
import type { World } from "./e2e-world";

export type OrderRow = {
  readonly id: string;
  readonly msisdn: string;
  readonly status: OrderStatus;
  readonly planCode: string;
  readonly faceCentimes: bigint;
  readonly chargeCentimes: bigint;
  readonly isRepeat: boolean;
  readonly originOrderId: string | null;
  readonly sendCount: number;
};

export type Balances = { readonly float: bigint; readonly held: bigint; readonly sold: bigint };

const FLOAT_DINARS = 20_000;
/** Longer than any test. */
const COOKIE_LIFE_SECONDS = 3_600;

/** A shop of the test's own, with people of every role: nothing of another test is in its lists or its money. */
export class Shop {
  private readonly staff = new Map<Role, Promise<NewStaff>>();

  private constructor(
    readonly world: World,
    readonly id: ShopId,
    readonly name: string,
  ) {}

  static async open(world: World, input: ShopInput & { floatDinars?: number } = {}): Promise<Shop> {
    const { floatDinars = FLOAT_DINARS, ...rest } = input;
    const { shopId, name } = await createShop(world.sql, { defaultChargeBp: 9_800, ...rest });
    if (floatDinars > 0) await depositTo(world.sql, { shopId }, dinarsToCentimes(floatDinars));
    return new Shop(world, shopId, name);
  }

  person(role: Role): Promise<NewStaff> {
    const known = this.staff.get(role) ?? this.hire({ role });
    this.staff.set(role, known);
    return known;
  }

  hire(person: { role: Role; displayName?: string; userName?: string; password?: string }): Promise<NewStaff> {
    return createStaff(this.world.sql, { ...person, shopId: person.role === "operator" ? null : this.id });
  }

  /** What the browser of somebody who has signed in carries. */
  async cookiesOf(role: Role): Promise<{ name: string; value: string; url: string }[]> {
    const { staffId, sessionVersion } = await this.person(role);
    const { url, authSecret } = this.world;
    const value = await encodeSession({ staffId, sessionVersion }, authSecret, COOKIE_LIFE_SECONDS);
    const cookies = [{ name: sessionCookie(url).name, value, url }];
    if (role === "operator") cookies.push({ name: SHOP_COOKIE, value: String(this.id), url });
    return cookies;
  }

  async orders(): Promise<OrderRow[]> {
    return this.world.sql<OrderRow[]>`
      select id, msisdn, status, plan_code as "planCode", face_centimes as "faceCentimes",
        charge_centimes as "chargeCentimes", is_repeat as "isRepeat", origin_order_id as "originOrderId",
        send_count as "sendCount"
      from orders where shop_id = ${this.id} order by placed_at, id`;
  }

  /** The one order of a shop that has only one. */
  async onlyOrder(): Promise<OrderRow> {
    const [order, ...others] = await this.orders();
    if (order === undefined || others.length > 0)
      throw new Error(`the shop has ${others.length + (order ? 1 : 0)} orders`);
    return order;
  }

  async balances(): Promise<Balances> {
    const rows = await this.world.sql<{ kind: keyof Balances; balance: bigint }[]>`
      select kind, balance_centimes as balance from accounts
      where shop_id = ${this.id} and book = 'live' and kind <> 'funding'`;
    const of = (kind: keyof Balances) => rows.find((row) => row.kind === kind)?.balance ?? 0n;
    return { float: of("float"), held: of("held"), sold: of("sold") };
  }

  /** What the oracle says of this shop's orders. */
  async deliveries(): Promise<string[]> {
    const orders = await this.orders();
    return this.world.provider.deliveredRefs(orders.map(({ id }) => id));
  }

  /** As if the leases of a dead instance had run out: whatever is in flight is due now. */
  async lapseLeases(): Promise<void> {
    await this.world.sql`
      update orders set due_at = now() where shop_id = ${this.id} and due_at is not null and status <> 'queued'`;
  }

  /** Sales made elsewhere, straight into the database, as another till would have made them. */
  async place(sales: readonly { number: string; dinars: number; planCode?: string; role?: Role }[]): Promise<string[]> {
    const placements: Placement[] = [];
    // Ids of one millisecond have no order among themselves; a list of what was sold here has one.
    const firstMs = Date.now() - sales.length;
    for (const { number, dinars, planCode = "PREPAID_DJEZZY", role = "cashier" } of sales) {
      const msisdn = parseMsisdn(number);
      if (!msisdn.ok) throw new Error(`not a number: ${number}`);
      placements.push({
        orderId: mintOrderId(firstMs + placements.length),
        shopId: this.id,
        staffId: (await this.person(role)).staffId,
        book: "live",
        msisdn: msisdn.value,
        planCode,
        faceCentimes: dinarsToCentimes(dinars),
        isRepeat: false,
        originOrderId: null,
      });
    }
    const placed = await placeOrders(this.world.sql, placements, null);
    const refused = placed.find(({ code }) => code !== "placed");
    if (refused !== undefined) throw new Error(`a sale was refused: ${refused.code}`);
    return placements.map(({ orderId }) => orderId);
  }
}
