import { inTheAir } from "./engine-air-rows";
import { looking } from "./engine-look-rows";
import { memory, together } from "./engine-process-rows";
import { engine } from "./engine-rows";
import { overHttp } from "./http-rows";
import { live } from "./live-rows";
import { placing } from "./place-rows";
import { scaling } from "./scale-rows";
import type { Section } from "./row";
import { starting } from "./start-rows";
import { web } from "./web-rows";

/** Every row of the table, in the order in which it is measured. */
export const SECTIONS: readonly Section[] = [
  ...placing,
  engine,
  inTheAir,
  looking,
  together,
  memory,
  ...live,
  ...overHttp,
  ...starting,
  ...scaling,
  ...web,
];
