import { Agent, request } from "node:http";
import { sessionCookie } from "@/lib/auth/cookies";
import { encodeSession } from "@/lib/auth/session-token";
import type { PlaceOrderInput } from "@/lib/orders/schema";
import { openArena, PLAN, type Arena } from "./arena";
import { startHttpServer, type HttpServer } from "./http-server";
import { loadFor } from "./load";
import type { Contest, Section, Side } from "./row";

const CALLERS = 64;
const SHOPS = 100;
const HOUR_SECONDS = 3_600;

/**
 * A sale over HTTP, from the first byte to the answer, beside a door of the same kind that does nothing (`empty`), and one that does
 * what every door of the product does: session, permission, parsing, log (`its shell`).
 */
export const overHttp: readonly Section[] = [
  {
    name: "over HTTP",
    async open({ serverUrl }) {
      const arena = await openArena(serverUrl, SHOPS);
      const server = await startHttpServer(arena.url);
      const callers = await Promise.all(arena.tills.map((_, till) => openCaller(arena, server, till)));
      const tally = { placed: 0 };
      return {
        contests: contestsOf(callers, server, tally),
        audit: async () => [...(await arena.audit()), ...(await findMiscount(arena, tally))],
        async close() {
          await server.stop();
          await arena.drop();
        },
      };
    },
  },
];

type Caller = { readonly cookie: string; sale(): PlaceOrderInput };
type Door = { readonly path: string; readonly headers: Record<string, string>; body(sale: PlaceOrderInput): string };

async function openCaller(arena: Arena, server: HttpServer, till: number): Promise<Caller> {
  const staffId = arena.tills[till]?.staffId ?? 0;
  const token = await encodeSession({ staffId, sessionVersion: 1 }, server.authSecret, HOUR_SECONDS);
  return {
    cookie: `${sessionCookie(server.url).name}=${token}`,
    sale() {
      const { orderId, msisdn } = arena.placement(till);
      return { orderId, msisdn, amount: "100", planCode: PLAN, isRepeat: false, originOrderId: null };
    },
  };
}

function contestsOf(callers: readonly Caller[], server: HttpServer, tally: { placed: number }): Contest[] {
  const action = (name: string): Door => ({
    path: "/",
    headers: {
      ...{
        "next-action": server.actionId(name),
        "content-type": "text/plain;charset=UTF-8",
        accept: "text/x-component",
      },
      origin: server.url,
    },
    body: (sale) => JSON.stringify([sale]),
  });
  const handler = (name: string): Door => ({
    path: `/api/${name}`,
    headers: { "content-type": "application/json", accept: "application/json" },
    body: (sale) => JSON.stringify(sale),
  });
  const side = (name: string, door: Door, onAnswer?: () => void) => load(name, door, callers, server, onAnswer);
  const onPlaced = () => (tally.placed += 1);
  const contest = (name: string, subject: Side, anchor: Side): Contest => ({
    ...{ name, subject, anchor, measure: "perSecond", unit: "/s", compare: "ratio", target: { atLeast: 0.95 } },
  });
  const placeAction = side("place", action("placeOrderAction"), onPlaced);
  const placeHandler = side("place", handler("place"), onPlaced);
  return [
    contest("server action place over HTTP against an empty one", placeAction, side("empty", action("bareAction"))),
    contest("route handler place over HTTP against an empty one", placeHandler, side("empty", handler("bare"))),
    contest("server action place over HTTP against its shell alone", placeAction, side("shell", action("shellAction"))),
    contest("route handler place over HTTP against its shell alone", placeHandler, side("shell", handler("shell"))),
  ];
}

function load(name: string, door: Door, callers: readonly Caller[], server: HttpServer, onAnswer = () => {}): Side {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  return {
    name,
    run: (durationMs) =>
      loadFor(CALLERS, durationMs, async (number) => {
        const caller = callers[number % callers.length];
        if (!caller) throw new Error("nobody calls");
        const answer = await post(agent, server.url, door, caller);
        if (!answer.includes('"ok":true'))
          throw new Error(`${name}: not answered as it should be: ${answer.slice(0, 400)}`);
        onAnswer();
      }),
  };
}

function post(agent: Agent, siteUrl: string, door: Door, { cookie, sale }: Caller): Promise<string> {
  const body = door.body(sale());
  return new Promise((resolve, reject) => {
    const call = request(
      `${siteUrl}${door.path}`,
      { agent, method: "POST", headers: { ...door.headers, cookie, "content-length": Buffer.byteLength(body) } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.once("end", () =>
          response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode} ${text}`)),
        );
        response.once("error", reject);
      },
    );
    call.once("error", reject);
    call.end(body);
  });
}

/** Every answer is an order, and every order was an answer. */
async function findMiscount({ sql }: Arena, { placed }: { readonly placed: number }): Promise<string[]> {
  const [row] = await sql<{ count: number }[]>`select count(*)::integer as count from orders`;
  return row?.count === placed ? [] : [`${placed} sales were answered and ${row?.count ?? 0} saved`];
}
