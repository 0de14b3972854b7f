import { fileURLToPath } from "node:url";

const projectDir = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * As the product's own where it touches a request; for an app of a few actions and handlers that reach into the product's modules.
 *
 * @type {import("next").NextConfig}
 */
const config = {
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["postgres", "@node-rs/argon2", "pino", "rate-limiter-flexible"],
  experimental: { serverActions: { bodySizeLimit: "64kb" } },
  distDir: "../../../.cache/bench-app",
  turbopack: { root: projectDir },
  outputFileTracingRoot: projectDir,
  agentRules: false,
};

export default config;
