import { describe, expect, it } from "vitest";
import { parsePlans } from "@/lib/oneclick/parse-plans";

describe("the catalogue", () => {
  function read(data: unknown) {
    const dropped: string[] = [];
    const parsed = parsePlans(data, (what, issues) => dropped.push(`${what}: ${issues}`));
    return { parsed, dropped };
  }

  it("is read as the provider writes it", () => {
    const { parsed, dropped } = read({
      dynamicPlans: [
        {
          code: "PREPAID_DJEZZY",
          name: "PREPAID | عادي",
          operator: "Djezzy",
          cost: 0.9925,
          isEnabled: true,
          min_amount: 100,
          max_amount: 10000,
        },
        {
          code: "GROS_MOBILIS",
          name: "GROS | جملة",
          operator: "GMobilis",
          isEnabled: false,
          min_amount: 5000,
          max_amount: 300000,
        },
        {
          code: "GETMENU_Djezzy",
          name: "Djezzy GetMenu",
          operator: "Djezzy",
          cost: 0.98,
          isEnabled: true,
          min_amount: 50,
          max_amount: 5000,
        },
      ],
      fixedPlans: [
        { code: "PIXX_500", name: "Pixx 500 DA", operator: "Pixx", cost: 0.97, isEnabled: true, amount: 500 },
      ],
    });
    expect(dropped).toEqual([]);
    expect(parsed).toEqual({
      ok: true,
      value: [
        {
          code: "PREPAID_DJEZZY",
          name: "PREPAID | عادي",
          operator: "Djezzy",
          costRatio: "0.9925",
          isEnabled: true,
          kind: "dynamic",
          minDinars: 100,
          maxDinars: 10000,
        },
        {
          code: "GROS_MOBILIS",
          name: "GROS | جملة",
          operator: "GMobilis",
          costRatio: null,
          isEnabled: false,
          kind: "dynamic",
          minDinars: 5000,
          maxDinars: 300000,
        },
        {
          code: "GETMENU_Djezzy",
          name: "Djezzy GetMenu",
          operator: "Djezzy",
          costRatio: "0.98",
          isEnabled: true,
          kind: "getmenu",
          minDinars: 50,
          maxDinars: 5000,
        },
        {
          code: "PIXX_500",
          name: "Pixx 500 DA",
          operator: "Pixx",
          costRatio: "0.97",
          isEnabled: true,
          kind: "fixed",
          amountDinars: 500,
        },
      ],
    });
  });

  const dynamic = { code: "P", name: "P", operator: "Djezzy", isEnabled: true, min_amount: 1, max_amount: 2 };
  const fixed = { code: "F", name: "F", operator: "Pixx", isEnabled: true, amount: 500 };

  it.each<[string, unknown, object]>([
    ["no name", { ...dynamic, name: undefined }, { name: "P" }],
    ["a null name", { ...dynamic, name: null }, { name: "P" }],
    ["no word on whether it is enabled", { ...dynamic, isEnabled: undefined }, { isEnabled: true }],
    ["a null cost", { ...dynamic, cost: null }, { costRatio: null }],
    ["a cost of nothing", { ...dynamic, cost: 0 }, { costRatio: null }],
    ["a cost below nothing", { ...dynamic, cost: -0.5 }, { costRatio: null }],
    ["a cost that is a price", { ...dynamic, cost: 490 }, { costRatio: null }],
    ["a cost in text", { ...dynamic, cost: "0.96" }, { costRatio: "0.96" }],
    ["face value for cost", { ...dynamic, cost: 1 }, { costRatio: "1" }],
    [
      "camel case",
      { ...dynamic, min_amount: undefined, max_amount: undefined, minAmount: 5, maxAmount: 9 },
      { minDinars: 5, maxDinars: 9 },
    ],
    ["an operator of tomorrow", { ...dynamic, operator: "Fourth" }, { operator: "Fourth" }],
    [
      "getmenu in small letters",
      { ...dynamic, code: "getmenu_Mobilis" },
      { kind: "getmenu", minDinars: 1, maxDinars: 2 },
    ],
    [
      "getmenu without a range",
      { ...dynamic, code: "GETMENU_X", min_amount: undefined, max_amount: undefined },
      { kind: "getmenu", minDinars: 0, maxDinars: 0 },
    ],
  ])("may have a plan with %s", (_, plan, expected) => {
    expect(read({ dynamicPlans: [plan] }).parsed).toMatchObject({ ok: true, value: [expected] });
  });

  it.each<[string, object]>([
    ["plan: code invalid_type", { dynamicPlans: [{ ...dynamic, code: undefined }] }],
    ["plan: operator too_small", { dynamicPlans: [{ ...dynamic, operator: "" }] }],
    ["plan: isEnabled invalid_type", { dynamicPlans: [{ ...dynamic, isEnabled: "maybe" }] }],
    ["plan: range missing", { dynamicPlans: [{ ...dynamic, max_amount: undefined }] }],
    ["plan: range missing", { dynamicPlans: [{ ...dynamic, min_amount: 0.5 }] }],
    ["plan: range empty", { dynamicPlans: [{ ...dynamic, min_amount: 9, max_amount: 5 }] }],
    ["plan: amount missing", { fixedPlans: [{ ...fixed, amount: undefined }] }],
    ["plan: amount missing", { fixedPlans: [{ ...fixed, amount: 0 }] }],
    ["plan: amount missing", { fixedPlans: [{ ...fixed, amount: 99.5 }] }],
    ["plan: P twice", { dynamicPlans: [dynamic], fixedPlans: [{ ...fixed, code: "P" }] }],
    ["plan: body invalid_type", { dynamicPlans: [null] }],
  ])("drops one plan and keeps the rest (%s)", (issue, catalogue) => {
    const last = { ...dynamic, code: "LAST" };
    const withLast = {
      fixedPlans: [],
      ...catalogue,
      dynamicPlans: [
        ...("dynamicPlans" in catalogue && Array.isArray(catalogue.dynamicPlans) ? catalogue.dynamicPlans : []),
        last,
      ],
    };
    const { parsed, dropped } = read(withLast);
    expect(dropped).toEqual([issue]);
    expect(parsed.ok && parsed.value.some((plan) => plan.code === "LAST")).toBe(true);
  });

  it.each([{}, null, [], { dynamicPlans: "none" }])("is unreadable as %j", (body) => {
    expect(read(body).parsed).toMatchObject({ ok: false });
  });
});
