import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * A bound against a test that hangs, not a measure of speed: on a loaded machine starting a process alone takes seconds.
 */
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)) };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          environment: "node",
          include: ["tests/unit/**/*.test.ts", "tests/sandbox/**/*.test.ts"],
          ...patience,
        },
      },
      {
        resolve: { alias },
        test: { name: "architecture", environment: "node", include: ["tests/architecture/**/*.test.ts"], ...patience },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          environment: "node",
          include: ["tests/db/**/*.test.ts"],
          globalSetup: ["tests/support/database-setup.ts"],
          ...patience,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "simulation",
          environment: "node",
          include: ["tests/simulation/**/*.test.ts"],
          globalSetup: ["tests/support/database-setup.ts"],
          ...patience,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "launcher",
          environment: "node",
          include: ["tests/launcher/**/*.test.ts"],
          // Whole starts and stops of the product, one at a time: they compare who is running before and after.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
