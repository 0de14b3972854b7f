import pino from "pino";
import { expect, test } from "vitest";
import { withoutParameters } from "@/lib/boundary/log";

/** As Drizzle throws it: the statement's values in the message, the stack and a field, and the driver's own error within. */
function failedQuery(): Error {
  const cause = Object.assign(new Error("duplicate key"), { code: "23505", detail: "Key (msisdn)=(0661234567)" });
  const message = "Failed query: select 1 where msisdn like $1\nparams: 0661234567%,a typed\nsecret";
  return Object.assign(new Error(message, { cause }), {
    params: ["0661234567%"],
    query: "select 1 where msisdn like $1",
  });
}

test("a failed statement is logged without the values it was given, and with everything else", () => {
  const told = withoutParameters(pino.stdSerializers.errWithCause(failedQuery()));
  const text = JSON.stringify(told);
  expect(text).not.toMatch(/0661234567|secret/);
  expect(told).toMatchObject({
    message: "Failed query: select 1 where msisdn like $1",
    query: "select 1 where msisdn like $1",
    cause: { message: "duplicate key", code: "23505" },
  });
  expect(text).toContain("log-secrecy.test.ts");
});

test("what is no error passes as it is", () => {
  expect(withoutParameters("plain words")).toBe("plain words");
  expect(withoutParameters(undefined)).toBeUndefined();
});
