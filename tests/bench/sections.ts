import { placing } from "./place-rows";
import { scaling } from "./scale-rows";
import type { Section } from "./row";

/** Every row of the table, in the order in which it is measured. */
export const SECTIONS: readonly Section[] = [...placing, ...scaling];
