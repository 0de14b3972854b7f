import type { TestProject } from "vitest/node";
import { dropLeftovers, ensureTemplate, startTestServer } from "./test-database";

declare module "vitest" {
  interface ProvidedContext {
    databaseServerUrl: string;
  }
}

/** Before the database tests: one server for all of them, and the template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  try {
    await dropLeftovers(server.url);
    await ensureTemplate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("databaseServerUrl", server.url);
  return () => server.stop();
}
