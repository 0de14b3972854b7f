import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        // The counter's address may carry a customer's number.
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "Content-Security-Policy", value: "frame-ancestors 'none'" },
      ],
    },
  ],
  reactStrictMode: true,
  // Types are proven by `npm test`, with the native compiler; a start on a shop's machine need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Native binaries and worker threads: loaded by Node as they are, never bundled.
  serverExternalPackages: ["postgres", "@node-rs/argon2", "pino", "rate-limiter-flexible"],
  // Our forms are a few hundred bytes; whatever is larger was not typed at a counter.
  experimental: { serverActions: { bodySizeLimit: "64kb" } },
  // The catalogues come compiled (lib/i18n/catalogues.ts): what puts their sentences together need not read them first.
  turbopack: { resolveAlias: { "use-intl/format-message": "use-intl/format-message/format-only" } },
  devIndicators: false,
  // The repository's papers are written by its people; the dev server is not to add its own.
  agentRules: false,
};

export default withNextIntl(config);
