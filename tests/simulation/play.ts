import type { Session } from "@/lib/auth/types";
import { postDeposit } from "@/lib/ledger/post-transfers";
import { cancelOrder } from "@/lib/orders/cancel-order";
import { checkOrder } from "@/lib/orders/check-order";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { overridePause } from "@/lib/orders/override-pause";
import { placeOrders, type Placement } from "@/lib/orders/place-orders";
import { resolveOrder } from "@/lib/orders/resolve-order";
import { syncOrders } from "@/lib/orders/sync-orders";
import { parseMsisdn } from "@/lib/phone/msisdn";
import { KEYS } from "@/sandbox/model/accounts";
import { Model } from "@/sandbox/model/model";
import type { Arena, ArenaScene } from "./arena";
import { readBooks, type Books } from "./books";
import { Draw } from "./draw";
import { Instance } from "./instance";
import { Calls, judgeDeposits, judgeMoment, judgePlaced } from "./invariants";
import { Network } from "./network";
import { PauseWatch } from "./pause-watch";
import { receive } from "./provider-door";
import type { Act, Sale, Scenario } from "./scenario";
import { Stage, type Actor } from "./stage";
import { World } from "./world";

const START_MS = Date.UTC(2026, 1, 3, 9, 14, 7);
/** A run of the engine starts no new request after this long, as the cron route has it. */
const DEADLINE_MS = 20_000;
const REPEAT_WINDOW_MS = 600_000;
const OPENING_CENTIMES = 1_000_000_000n;
/** Statements after which the books are read and judged again; the others move no money. */
const MOVES = new Set(["place_orders", "apply_outcomes", "post_transfers", "give_verdict"]);

const STRANGE_KEYS = { own: null, disabled: KEYS.disabled, unknown: "5a4db0c5-0000-4c1a-9d01-000000000000" } as const;

const NATURE: Actor = { name: "nature", life: 0, frozenUntilMs: 0 };

/** One seed being played: the stage, the provider, the instances, and the acts of the scenario. */
export class Play {
  readonly stage: Stage;
  readonly model: Model;
  readonly world: World;
  readonly network: Network;
  readonly instances: readonly Instance[];
  readonly calls: Calls;
  private readonly pauses: PauseWatch;
  books: Books = { orders: [], accounts: [] };
  private readonly aboveDinars: ReadonlyMap<number, number>;
  databaseSkewMs: number;
  providerSkewMs: number;

  constructor(
    readonly scenario: Scenario,
    readonly scene: ArenaScene,
    readonly draw: Draw,
    isTraced: boolean,
  ) {
    this.stage = new Stage(START_MS, isTraced);
    this.databaseSkewMs = scenario.databaseSkewMs;
    this.providerSkewMs = scenario.providerSkewMs;
    const { stage } = this;
    this.model = new Model({
      source: () => stage.nowMs + this.providerSkewMs,
      // Only ids hang on it; a profile draws from the scenario's own seed.
      seed: scene.run,
      profile: scenario.profile,
      openingCentimes: OPENING_CENTIMES,
      timing: scenario.timing,
    });
    this.aboveDinars = new Map(
      scene.shops.map(({ shopId }, index) => [shopId, scenario.shops[index]?.secondVerdictAboveDinars ?? 0]),
    );
    this.model.settings.useProfile(scenario.profile, scenario.seed);
    this.world = new World(this.model, stage);
    this.calls = new Calls(stage);
    this.pauses = new PauseWatch(stage, scene);
    this.network = new Network(stage, this.model, draw.fork(), {
      onCall: (call, { body }) => this.calls.judge(call, this.books, body),
      onAnswer: (call, text) => {
        stage.note(call.actor, () => `  ${call.kind} → ${text}`);
        this.calls.answered(call, text);
      },
    });
    const frame = {
      stage,
      draw: draw.fork(),
      network: this.network,
      database: scene.database,
      ratePerMinute: scenario.ratePerMinute,
      clockOf: () => this.databaseNow(),
      onCommit: (name: string, rows: unknown) => this.onCommit(name, rows),
    };
    this.instances = draw.times(scenario.instances, (index) => new Instance(`app${index + 1}`, frame));
  }

  static async open(arena: Arena, scenario: Scenario, isTraced: boolean): Promise<Play> {
    const scene = await arena.prepare(scenario, new Date(START_MS + scenario.databaseSkewMs).toISOString());
    return new Play(scenario, scene, new Draw(scenario.seed ^ 0x5eed), isTraced);
  }

  databaseNow(): string {
    return new Date(this.stage.nowMs + this.databaseSkewMs).toISOString();
  }

  /** The id of the scenario's n-th order: the same place in the order of ids in every run, and a new id in each. */
  orderId(order: number): string {
    const ms = (START_MS + order).toString(16).padStart(12, "0");
    const salt = (this.scene.run * 1_000 + order).toString(16).padStart(12, "0");
    const id = `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${salt}`;
    this.stage.aliases.set(id, `order-${order}`);
    return id;
  }

  /** Puts every act of the scenario on the stage's agenda. */
  announce(): void {
    for (const act of this.scenario.acts) {
      this.stage.at(START_MS + act.atMs, NATURE, describeAct(act), () => this.perform(act), true);
    }
  }

  /** The books and the world as they are now, against everything that must always hold. */
  async look(): Promise<void> {
    const before = this.books;
    this.books = await readBooks(
      this.scene.observer,
      this.scene.shops.map((shop) => shop.shopId),
    );
    this.world.observe();
    this.calls.judgeDoubt(this.books);
    judgePlaced(this.stage, before, this.books, REPEAT_WINDOW_MS);
    judgeMoment(this.stage, this.books, this.world, this.aboveDinars);
    judgeDeposits(
      this.stage,
      this.books,
      this.scenario.shops.map((shop) => shop.floatDinars),
    );
  }

  /** The same without reading the books, which only our own statements change. */
  observe(): void {
    this.world.observe();
    judgeMoment(this.stage, this.books, this.world, this.aboveDinars);
  }

  tick(instance: Instance): void {
    const startedMs = this.stage.nowMs;
    instance.start("tick", (deps) => syncOrders(deps, () => this.stage.nowMs - startedMs > DEADLINE_MS));
  }

  private async onCommit(name: string, rows: unknown): Promise<void> {
    await this.pauses.committed(name, rows, Date.parse(this.databaseNow()));
    if (!MOVES.has(name)) return;
    // A placement that was refused whole wrote nothing; should it have, the next reading of the books tells.
    const isRefused = name === "place_orders" && !(rows as { code: string }[]).some((row) => row.code === "placed");
    if (!isRefused) await this.look();
  }

  private perform(act: Act): void {
    const { stage, model } = this;
    const { settings, provider } = model;
    switch (act.kind) {
      case "place":
        return this.place(this.instanceOf(act.instance), act.sales, act.isDispatched);
      case "cancel":
        return this.command(act.instance, act.order, cancelOrder);
      case "check":
        this.calls.hasten(this.orderId(act.order));
        return this.command(act.instance, act.order, checkOrder);
      case "verdict":
        return this.giveVerdict(act);
      case "override":
        return this.instanceOf(act.instance).start("override", (deps) =>
          overridePause(deps, this.sessionOf(act.order, "owner"), act.planCode),
        );
      case "tick":
        return this.tick(this.instanceOf(act.instance));
      case "fault": {
        const objection = model.faults.arm([act.fault]);
        return objection === null ? undefined : stage.note(NATURE, () => objection);
      }
      case "plan":
        return void settings.changePlan(act.planCode, { isEnabled: act.isEnabled });
      case "price":
        return void settings.changePlan(act.planCode, { amountDinars: act.dinars, cost: act.cost });
      case "line":
        return settings.setLine(act.line, act.state);
      case "word":
        return this.say(act.order, act.word);
      case "wallet":
        return provider.setBalance("sandbox", BigInt(act.dinars) * 100n);
      case "stranger":
        return this.sendStranger(act.order);
      case "crash":
        return this.instanceOf(act.instance).crash();
      case "freeze":
        this.calls.disturb(act.ms);
        return this.instanceOf(act.instance).freeze(stage.nowMs + act.ms);
      case "clock":
        return this.moveClock(act.whose, act.ms);
      case "vanish":
        this.network.vanished[act.isGone ? "add" : "delete"](act.planCode);
        return undefined;
      case "deposit":
        return this.deposit(act.instance, act.shop, act.dinars);
      case "key":
        this.instanceOf(act.instance).strangeKey = STRANGE_KEYS[act.key];
        return undefined;
      case "limit":
        settings.perMinuteMax = act.perMinute;
        return undefined;
    }
  }

  /** The provider changes its word about an order, whatever its script said. */
  say(order: number, word: string): void {
    const known = this.world.find(this.orderId(order));
    if (known === undefined) return;
    this.model.provider.command(known.order, { status: word, refundMessage: null, offers: [] });
    this.world.observe();
  }

  instanceOf(index: number): Instance {
    const instance = this.instances[index % this.instances.length];
    if (instance === undefined) throw new Error(`no instance ${index}`);
    return instance;
  }

  /** What a till's server action does: place, answer, then send what was placed. */
  private place(instance: Instance, sales: readonly Sale[], isDispatched: boolean): void {
    const placements = sales.map((sale) => this.toPlacement(sale));
    instance.start("sale", async (deps) => {
      const answers = await placeOrders(deps.sql, placements, deps.virtualNow());
      for (const [index, answer] of answers.entries()) {
        const orderId = placements[index]?.orderId ?? "";
        this.stage.note(instance.actor, () => `  ${orderId}: ${answer.code}`);
        this.judgeAnswer(placements[index], answer.code);
        if (answer.code === "placed" || answer.code === "replayed") {
          if (isDispatched) instance.start("dispatch", (own) => dispatchOrder(own, orderId));
        }
      }
    });
  }

  /** The same id again is the same sale, or is refused. */
  private judgeAnswer(placement: Placement | undefined, code: string): void {
    const saved = this.books.orders.find((order) => order.id === placement?.orderId);
    if (placement === undefined || (code !== "replayed" && code !== "id_conflict")) return;
    const isSame =
      saved?.shop_id === placement.shopId &&
      saved.msisdn === placement.msisdn &&
      saved.plan_code === placement.planCode &&
      BigInt(saved.face) === placement.faceCentimes;
    if (isSame !== (code === "replayed")) {
      this.stage.breach("an id is one sale", `${code}: ${JSON.stringify(saved)} and ${placement.msisdn}`);
    }
  }

  private toPlacement(sale: Sale): Placement {
    const msisdn = parseMsisdn(sale.msisdn);
    if (!msisdn.ok) throw new Error(`not a number: ${sale.msisdn}`);
    const { shopId, staffId } = this.shopOf(sale.shop);
    return {
      orderId: this.orderId(sale.order),
      shopId,
      staffId,
      book: "live",
      msisdn: msisdn.value,
      planCode: sale.planCode,
      faceCentimes: BigInt(sale.dinars) * 100n,
      isRepeat: sale.isRepeat,
      originOrderId: null,
    };
  }

  private deposit(index: number, shop: number, dinars: number): void {
    const { shopId } = this.shopOf(shop);
    const requestId = this.orderId(900);
    const input = { shopId, book: "live", amountCentimes: BigInt(dinars) * 100n, requestId, staffId: null } as const;
    this.instanceOf(index).start("deposit", (deps) =>
      postDeposit(deps.sql, { ...input, reason: "cash" }, deps.virtualNow()),
    );
  }

  private shopOf(index: number) {
    const shop = this.scene.shops[index % this.scene.shops.length];
    if (shop === undefined) throw new Error(`no shop ${index}`);
    return shop;
  }

  private command(index: number, order: number, work: typeof cancelOrder): void {
    const session = this.sessionOf(order, "staff");
    const instance = this.instanceOf(index);
    instance.start(work.name, async (deps) => {
      const answer = await work(deps, session, this.orderId(order));
      this.stage.note(instance.actor, () => `  ${answer.ok ? answer.value.status : answer.error.code}`);
    });
  }

  private giveVerdict({ instance: index, order, who, said }: Extract<Act, { kind: "verdict" }>): void {
    const session = this.sessionOf(order, who);
    const input = { orderId: this.orderId(order), said, reason: "called the number", evidence: "seen on the phone" };
    const instance = this.instanceOf(index);
    instance.start("verdict", async (deps) => {
      const answer = await resolveOrder(deps, session, input);
      this.stage.note(instance.actor, () => `  ${said}: ${answer.ok ? answer.value.state : answer.error.code}`);
    });
  }

  /** Somebody of the shop where the order was placed, as far as it was. */
  private sessionOf(order: number, who: "staff" | "operator" | "owner"): Session {
    const shopId = this.books.orders.find(({ id }) => id === this.orderId(order))?.shop_id;
    const shop = this.scene.shops.find((one) => one.shopId === shopId) ?? this.shopOf(0);
    const person = { userName: "x", displayName: "X", shopId: shop.shopId, shopName: shop.name };
    if (who === "operator") return { ...person, staffId: shop.operatorId, role: "operator" };
    if (who === "owner") return { ...person, staffId: shop.ownerId, role: "owner" };
    return { ...person, staffId: shop.staffId, role: "manager" };
  }

  /** Another system with our key has used our reference for a sale of its own. */
  private sendStranger(order: number): void {
    const ref = this.orderId(order);
    if (this.world.find(ref) !== undefined) return;
    const body = JSON.stringify({ plan_code: "PREPAID_OOREDOO", MSSIDN: "0555123456", amount: 70, ref });
    const url = new URL("http://provider.test/v3/mobile/send");
    receive(this.model, { method: "POST", url, key: KEYS.sandbox, body }).run();
    if (this.model.provider.book("sandbox").hasRef(ref)) this.world.strangers.add(ref);
    this.world.observe();
  }

  private moveClock(whose: "database" | "provider", ms: number): void {
    this.calls.disturb();
    if (whose === "database") this.databaseSkewMs += ms;
    else this.providerSkewMs += ms;
  }
}

function describeAct(act: Act): string {
  const { atMs: _atMs, ...rest } = act;
  return JSON.stringify(rest);
}
