import { inject } from "vitest";
import { cloneTemplate, type TestDatabase } from "./test-database";

export type { TestDatabase } from "./test-database";

/**
 * A migrated, empty database for one test file (or one test). Drop it when done:
 *
 *     const database = await createTestDatabase();
 *     afterAll(() => database.drop());
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return cloneTemplate(inject("databaseServerUrl"));
}
