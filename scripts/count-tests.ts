/** What a test run has really proven, read from its own report. */
import { z } from "zod";

export type Count = { readonly passed: number; readonly failed: number; readonly remarks: readonly string[] };

const vitestReportSchema = z.object({
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

export function countVitest(report: unknown, exitCode: number): Count {
  const parsed = vitestReportSchema.safeParse(report);
  if (!parsed.success) return noReport(exitCode);
  const files = parsed.data.testResults;
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const countOf = (status: string) => statuses.filter((candidate) => candidate === status).length;
  // A file that cannot even be loaded has no tests that could fail; it must not count as nothing.
  const broken = files.filter((file) => file.status === "failed" && file.assertionResults.every(isNotFailed));
  const passed = countOf("passed");
  return judge(exitCode, {
    passed,
    failed: countOf("failed") + broken.length,
    skipped: statuses.length - passed - countOf("failed"),
    flaky: 0,
  });
}

export function countPlaywright(report: unknown, exitCode: number): Count {
  const parsed = playwrightReportSchema.safeParse(report);
  if (!parsed.success) return noReport(exitCode);
  const { stats, errors } = parsed.data;
  return judge(exitCode, {
    passed: stats.expected,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    flaky: stats.flaky,
  });
}

/** A check that has no tests of its own: types, lint, the build. */
export function countCheck(exitCode: number): Count {
  return exitCode === 0 ? { passed: 1, failed: 0, remarks: [] } : { passed: 0, failed: 1, remarks: [] };
}

type Tally = { passed: number; failed: number; skipped: number; flaky: number };

/** A skipped test proves nothing and a flaky one proves the opposite: both fail, and so does a run without tests. */
function judge(exitCode: number, { passed, failed, skipped, flaky }: Tally): Count {
  const remarks: string[] = [];
  if (skipped > 0) remarks.push(`${skipped} skipped, counted as failed`);
  if (flaky > 0) remarks.push(`${flaky} passed only when repeated, counted as failed`);
  let failures = failed + skipped + flaky;
  if (passed + failures === 0) {
    remarks.push("no test was run");
    failures = 1;
  } else if (exitCode !== 0 && failures === 0) {
    remarks.push(`every test passed, but the run ended with exit code ${exitCode}`);
    failures = 1;
  }
  return { passed, failed: failures, remarks };
}

function noReport(exitCode: number): Count {
  return { passed: 0, failed: 1, remarks: [`ended without a report (exit code ${exitCode})`] };
}

function isNotFailed({ status }: { readonly status: string }): boolean {
  return status !== "failed";
}
