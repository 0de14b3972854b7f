import { describe, expect, it } from "vitest";
import { normaliseCode, readEnvelope } from "@/lib/oneclick/read-envelope";

describe("an envelope", () => {
  it.each([
    ["DUPLICATED-REF", "DUPLICATED_REF"],
    [" duplicated_ref ", "DUPLICATED_REF"],
    ["NO_BALANCE", "INSUFFICIENT_BALANCE"],
    ["no-balance", "INSUFFICIENT_BALANCE"],
    ["ERR_AUTH", "INVALID_ACCESS_TOKEN"],
    ["INTERNAL_SERVER_ERROR", "INTERNAL_ERROR"],
    ["TOMORROW", "TOMORROW"],
  ])("has the code %s folded to %s", (code, folded) => {
    expect(normaliseCode(code)).toBe(folded);
  });

  it.each([
    ['\ufeff{"success":true,"data":1}', "success"],
    [' {"success":true}', "success"],
    ['{"success":false}', "error"],
    ['{"statusCode":404,"error":"Not Found","message":"Route GET:/x not found"}', "foreign"],
    ["<html>", "foreign"],
    ["upstream connect error", "foreign"],
    ["", "unclear"],
    [null, "unclear"],
    ["{", "unclear"],
    ['{"success":tru', "unclear"],
    ['{"data":{}}', "unclear"],
    ["[1]", "unclear"],
    ["null", "unclear"],
    ["42", "unclear"],
  ])("%j is %s", (body, form) => {
    expect(readEnvelope(body).form).toBe(form);
  });
});
