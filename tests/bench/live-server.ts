/** The live channel's own code behind node:http, without the framework: what is left of a row's time is what that costs. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { sessionCookie } from "@/lib/auth/cookies";
import { findSessionOf } from "@/lib/auth/find-session";
import { decodePass } from "@/lib/auth/session-token";
import { getContext } from "@/lib/boundary/context";
import { openLiveStream } from "@/lib/boundary/live-stream";

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const context = getContext();
  const { name } = sessionCookie(context.env.authUrl);
  const value = request.headers.cookie?.startsWith(`${name}=`)
    ? request.headers.cookie.slice(name.length + 1)
    : undefined;
  const pass = await decodePass(value, context.env.authSecret);
  const session = pass && (await findSessionOf(context.db, pass.claims, null));
  if (!pass || !session) return void response.writeHead(401).end();
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const asked = new Request(`http://${request.headers.host}${request.url}`, { signal: gone.signal });
  const { headers, body } = openLiveStream(context, session, { ...pass, chosenShopId: null }, asked);
  response.writeHead(200, Object.fromEntries(headers));
  for await (const chunk of body ?? [])
    if (!response.write(chunk)) await once(response, "drain", { signal: gone.signal });
  response.end();
}

createServer((request, response) => {
  // A browser that goes in the middle of a message is no failure.
  answer(request, response).catch(() => response.destroy());
}).listen(Number(process.argv[2]), "127.0.0.1");
