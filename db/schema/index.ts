export * from "./engine";
export * from "./ledger";
export * from "./orders";
export * from "./plans";
export * from "./reconcile";
export * from "./shops";
export * from "./throttle";
export * from "./uncertain";
