import { placing } from "./place-rows";
import type { Section } from "./row";
import { web } from "./web-rows";

/** Every row of the table, in the order in which it is measured. */
export const SECTIONS: readonly Section[] = [...placing, ...web];
