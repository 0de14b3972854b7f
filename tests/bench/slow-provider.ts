/**
 * A provider in a process of its own that answers every request after 50 to 300 ms, and does nothing else: it accepts what it is
 * sent, and its list is empty. Tells its parent its port, and when asked how many requests it has answered.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const LATENCY_MIN_MS = 50;
const LATENCY_MAX_MS = 300;

let answered = 0;
let accepted = 0;

const server = createServer((request, response) => {
  request.resume();
  request.once("end", () => {
    const latencyMs = LATENCY_MIN_MS + Math.random() * (LATENCY_MAX_MS - LATENCY_MIN_MS);
    setTimeout(() => {
      answered += 1;
      response.setHeader("content-type", "application/json");
      response.end(request.method === "POST" ? accept() : EMPTY_LIST);
    }, latencyMs);
  });
});

const EMPTY_LIST =
  '{"success":true,"data":{"items":[],"pagination":{"page":1,"pageSize":100,"totalPages":0,"totalResults":0}}}';

function accept(): string {
  accepted += 1;
  return `{"success":true,"data":{"topupId":"slow-${process.pid}-${accepted}","topupRef":"x"}}`;
}

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send?.({ answered }));
process.on("disconnect", () => process.exit());
