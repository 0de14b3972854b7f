import nextPlugin from "@next/eslint-plugin-next";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { arrows } from "./scripts/lint/arrows.mjs";
import { fileNames } from "./scripts/lint/file-names.mjs";
import { provenTests } from "./scripts/lint/proven-tests.mjs";
import {
  NO_CLOCK,
  NO_DEFAULT_EXPORT,
  NO_ENVIRONMENT,
  NO_FIXED_WAITS,
  NO_FLOATS,
  NO_IDLE_TESTS,
  NO_LEDGER_WRITES,
} from "./scripts/lint/restrictions.mjs";

const house = { rules: { arrows, "file-names": fileNames, "proven-tests": provenTests } };

const errors = (...names) => Object.fromEntries(names.map((name) => [name, "error"]));

/** ESLint knows one such list for a file: a block that names it again replaces the one before. */
const restrict = (...lists) => ({ "no-restricted-syntax": ["error", ...lists.flat()] });

const CODE_LINES = { skipBlankLines: true, skipComments: true };

export default tseslint.config(
  { ignores: [".next/**", ".data/**", ".cache/**", "test-results/**", "playwright-report/**", "**/next-env.d.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts", "**/*.tsx", "**/*.mjs"],
    languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    plugins: { house, "@typescript-eslint": tseslint.plugin },
    rules: {
      ...errors("house/arrows", "house/file-names", "no-console"),
      ...restrict(NO_FLOATS, NO_ENVIRONMENT, NO_LEDGER_WRITES, NO_DEFAULT_EXPORT),
      // One story a file, one screen a function.
      "max-lines": ["error", { max: 300, ...CODE_LINES }],
      "max-lines-per-function": ["error", { max: 70, ...CODE_LINES }],
      ...errors("@typescript-eslint/no-explicit-any", "@typescript-eslint/no-non-null-assertion"),
      ...errors("@typescript-eslint/no-import-type-side-effects", "@typescript-eslint/ban-ts-comment"),
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      ...errors("eqeqeq", "no-var", "prefer-const", "no-param-reassign", "no-throw-literal", "no-eval", "no-new-func"),
      ...errors("no-empty", "no-debugger", "no-fallthrough", "no-unreachable", "no-unsafe-finally", "no-self-compare"),
      ...errors("no-constant-condition", "no-dupe-keys", "no-empty-pattern"),
    },
  },
  {
    // What only the types can tell. It costs half of a run's time; a promise that nobody waits for may be money.
    files: ["{app,components,db,lib,sandbox,scripts}/**/*.{ts,tsx}", "proxy.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["{app,components}/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks, "@next/next": nextPlugin },
    rules: { ...reactHooks.configs.flat["recommended-latest"].rules, ...nextPlugin.configs["core-web-vitals"].rules },
  },

  {
    // The core: the same question has the same answer, whenever and wherever it is asked.
    files: ["lib/{auth,live,money,orders,phone,plans,reconcile,reports}/**"],
    rules: restrict(NO_FLOATS, NO_ENVIRONMENT, NO_LEDGER_WRITES, NO_DEFAULT_EXPORT, NO_CLOCK),
  },
  // The one writer of the ledger, and the one reader of the environment.
  { files: ["lib/ledger/**"], rules: restrict(NO_FLOATS, NO_ENVIRONMENT, NO_DEFAULT_EXPORT, NO_CLOCK) },
  { files: ["lib/env/**"], rules: restrict(NO_FLOATS, NO_LEDGER_WRITES, NO_DEFAULT_EXPORT) },
  {
    // Files whose default export a framework asks for.
    files: [
      "app/**/{page,layout,template,loading,error,not-found,global-error,default,forbidden,unauthorized}.tsx",
      "app/**/{manifest,robots,sitemap,icon,apple-icon,opengraph-image}.{ts,tsx}",
      "lib/i18n/request.ts",
    ],
    rules: restrict(NO_FLOATS, NO_ENVIRONMENT, NO_LEDGER_WRITES),
  },
  {
    // Programs: they talk to a terminal, in seconds with a decimal, and hand the environment to those they start.
    files: ["scripts/**"],
    rules: { "no-console": "off", ...restrict(NO_LEDGER_WRITES, NO_DEFAULT_EXPORT) },
  },
  { files: ["sandbox/**"], rules: { "no-console": "off" } },
  { files: ["sandbox/main.ts"], rules: restrict(NO_FLOATS, NO_LEDGER_WRITES, NO_DEFAULT_EXPORT) },
  // Configuration at the root.
  { files: ["*.ts", "*.mjs"], ignores: ["proxy.ts", "instrumentation.ts"], rules: restrict(NO_FLOATS) },
  {
    files: ["tests/**"],
    rules: {
      "house/proven-tests": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      // A `describe` is a chapter; each story in it is short.
      "max-lines-per-function": "off",
      // Tests try what the database must refuse, and start programs with an environment of their own.
      ...restrict(NO_FLOATS, NO_IDLE_TESTS, NO_FIXED_WAITS),
    },
  },
  // What tests stand on may ask again and again, up to a limit, where nothing tells it of the end; a bench sells at a pace.
  { files: ["tests/support/**", "tests/bench/**"], rules: restrict(NO_FLOATS, NO_IDLE_TESTS) },
);
