// What the house does not write, as syntax and the reason to tell. Each list has its exceptions in eslint.config.mjs.

/** Money is whole centimes: nothing that makes or prints a float comes near it. */
export const NO_FLOATS = [
  {
    selector: "CallExpression[callee.name='parseFloat']",
    message: "text becomes a number by its digits, never by way of a float",
  },
  {
    selector: "CallExpression[callee.property.name=/^(?:parseFloat|toFixed|toPrecision)$/]",
    message: "figures are whole numbers, written by lib/money",
  },
];

const ENVIRONMENT = "the environment is read by lib/env and handed on";

export const NO_ENVIRONMENT = [
  { selector: "MemberExpression[object.name='process'][property.name='env']", message: ENVIRONMENT },
  { selector: "MemberExpression[object.name='process'][computed=true]", message: ENVIRONMENT },
  { selector: "MemberExpression[object.property.name='process'][property.name='env']", message: ENVIRONMENT },
  { selector: "MemberExpression[object.type='MetaProperty'][property.name='env']", message: ENVIRONMENT },
  { selector: "VariableDeclarator[init.name='process'] Property[key.name='env']", message: ENVIRONMENT },
  { selector: "ImportDeclaration[source.value=/^(?:node:)?process$/]", message: ENVIRONMENT },
];

const LEDGER = "only lib/ledger writes accounts and transfers";

export const NO_LEDGER_WRITES = [
  {
    selector:
      "CallExpression[callee.property.name=/^(?:insert|update|delete)$/][arguments.0.name=/^(?:accounts|transfers)$/]",
    message: LEDGER,
  },
  {
    selector:
      "CallExpression[callee.property.name=/^(?:insert|update|delete)$/][arguments.0.property.name=/^(?:accounts|transfers)$/]",
    message: LEDGER,
  },
  {
    selector:
      "TemplateElement[value.raw=/\\b(?:insert\\s+into|update(?:\\s+only)?|delete\\s+from|merge\\s+into|truncate(?:\\s+table)?)\\s+(?:accounts|transfers)\\b/i]",
    message: LEDGER,
  },
  { selector: "TemplateElement[value.raw=/\\bpost_transfers\\s*\\(/i]", message: LEDGER },
];

const CLOCK = "the instant is handed in: all instances share the database's clock, and a simulation has its own";
const CHANCE = "chance is handed in: a simulation must be able to repeat itself";

export const NO_CLOCK = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: CLOCK },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK },
  { selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']", message: CLOCK },
  { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: CHANCE },
];

const DEFAULT_EXPORT = "a named export is found under one name everywhere";

export const NO_DEFAULT_EXPORT = [
  { selector: "ExportDefaultDeclaration", message: DEFAULT_EXPORT },
  { selector: "ExportSpecifier[exported.name='default']", message: DEFAULT_EXPORT },
];

export const NO_IDLE_TESTS = [
  {
    selector:
      "MemberExpression[object.name=/^(?:it|test|describe|suite)$/][property.name=/^(?:skip|only|todo|fixme|fails|skipIf|runIf)$/]",
    message: "every test runs, always",
  },
  {
    selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(?:mock|doMock)$/]",
    message: "tests meet the real thing, or are handed another",
  },
];

const WAIT = "wait for what should happen, not for time to pass";

export const NO_FIXED_WAITS = [
  { selector: "CallExpression[callee.property.name='waitForTimeout']", message: WAIT },
  { selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']", message: WAIT },
  { selector: "ImportDeclaration[source.value='node:timers/promises']", message: WAIT },
];
