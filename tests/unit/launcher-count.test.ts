import { describe, expect, test } from "vitest";
import { countCheck, countPlaywright, countVitest } from "@/scripts/count-tests";

function vitestReport(...files: { status: string; tests: string[] }[]) {
  return {
    testResults: files.map(({ status, tests }, index) => ({
      name: `file-${index}.test.ts`,
      status,
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  };
}

function playwrightReport(
  stats: Partial<Record<"expected" | "unexpected" | "flaky" | "skipped", number>>,
  errors: unknown[] = [],
) {
  return { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors };
}

describe("what a run has proven", () => {
  test("passed and failed are counted from the report", () => {
    const report = vitestReport(
      { status: "passed", tests: ["passed", "passed"] },
      { status: "failed", tests: ["passed", "failed"] },
    );
    expect(countVitest(report, 1)).toMatchObject({ passed: 3, failed: 1 });
    expect(countPlaywright(playwrightReport({ expected: 5, unexpected: 2 }), 1)).toMatchObject({
      passed: 5,
      failed: 2,
    });
  });

  test("a file that could not be loaded is a failure", () => {
    const report = vitestReport({ status: "passed", tests: ["passed"] }, { status: "failed", tests: [] });
    expect(countVitest(report, 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  test("a skipped test is a failure", () => {
    expect(countVitest(vitestReport({ status: "passed", tests: ["passed", "skipped", "todo"] }), 0)).toMatchObject({
      passed: 1,
      failed: 2,
    });
    expect(countPlaywright(playwrightReport({ expected: 1, skipped: 1 }), 0)).toMatchObject({ passed: 1, failed: 1 });
  });

  test("a test that passed only when repeated is a failure", () => {
    expect(countPlaywright(playwrightReport({ expected: 1, flaky: 1 }), 0)).toMatchObject({ passed: 1, failed: 1 });
  });

  test("no tests at all are a failure", () => {
    expect(countVitest(vitestReport(), 0)).toMatchObject({ passed: 0, failed: 1 });
    expect(countPlaywright(playwrightReport({}), 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  test("errors outside any test are failures", () => {
    expect(countPlaywright(playwrightReport({ expected: 3 }, [{ message: "global set-up" }]), 1)).toMatchObject({
      failed: 1,
    });
    expect(countVitest(vitestReport({ status: "passed", tests: ["passed"] }), 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  test("a run that ended without a report is a failure", () => {
    expect(countVitest(null, 0)).toMatchObject({ passed: 0, failed: 1 });
    expect(countPlaywright({}, 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  test("a check is one proof", () => {
    expect(countCheck(0)).toMatchObject({ passed: 1, failed: 0 });
    expect(countCheck(2)).toMatchObject({ passed: 0, failed: 1 });
  });
});
