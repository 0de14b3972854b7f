import { overHttp } from "./http-rows";
import { live } from "./live-rows";
import { placing } from "./place-rows";
import { scaling } from "./scale-rows";
import type { Section } from "./row";
import { starting } from "./start-rows";

/** Every row of the table, in the order in which it is measured. */
export const SECTIONS: readonly Section[] = [...placing, ...live, ...overHttp, ...starting, ...scaling];
