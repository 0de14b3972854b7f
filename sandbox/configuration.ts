import { fromDinars } from "./model/centimes";
import { PROFILES } from "./model/dialect";
import { changeTiming, DEFAULT_TIMING, type Timing } from "./model/timing";
import type { SandboxOptions } from "./server";

export type Configuration = { readonly port: number; readonly host: string; readonly options: SandboxOptions };

type Environment = Readonly<Record<string, string | undefined>>;

/** The command's settings from its environment. Empty is unset. Throws in words that say which variable is wrong. */
export function readConfiguration(environment: Environment): Configuration {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const profile = read("SANDBOX_PROFILE");
  const knownProfile = PROFILES.find((name) => name === profile);
  if (profile !== undefined && knownProfile === undefined) {
    throw new Error(`SANDBOX_PROFILE is one of ${PROFILES.join(", ")}, not "${profile}"`);
  }
  const sandboxKey = read("SANDBOX_API_KEY");
  const stateFile = read("SANDBOX_STATE_FILE");
  const timing = read("SANDBOX_TIMING");
  const balance = integer("SANDBOX_BALANCE", read("SANDBOX_BALANCE"), 1e9);
  const perMinuteMax = integer("SANDBOX_RATE_LIMIT", read("SANDBOX_RATE_LIMIT"), 1e6);
  const seed = integer("SANDBOX_SEED", read("SANDBOX_SEED"), 2 ** 32 - 1);
  return {
    port: integer("SANDBOX_PORT", read("SANDBOX_PORT"), 65535) ?? 4010,
    host: read("SANDBOX_HOST") ?? read("HOST") ?? "127.0.0.1",
    options: {
      hasControl: read("SANDBOX_CONTROL") !== "off",
      ...(knownProfile === undefined ? {} : { profile: knownProfile }),
      ...(sandboxKey === undefined ? {} : { sandboxKey }),
      ...(stateFile === undefined ? {} : { stateFile }),
      ...(timing === undefined ? {} : { timing: parseTiming(timing) }),
      ...(balance === undefined ? {} : { openingCentimes: fromDinars(balance) }),
      ...(perMinuteMax === undefined ? {} : { perMinuteMax }),
      ...(seed === undefined ? {} : { seed }),
    },
  };
}

/** `5000,15000` or `5000,15000,10000`: handling, final, and the final of the scripted numbers. */
function parseTiming(text: string): Timing {
  const match = /^(\d{1,9}),(\d{1,9})(?:,(\d{1,9}))?$/.exec(text);
  const timing =
    match === null
      ? null
      : changeTiming(DEFAULT_TIMING, {
          handlingMs: Number(match[1]),
          finalMs: Number(match[2]),
          ...(match[3] === undefined ? {} : { scriptedFinalMs: Number(match[3]) }),
        });
  if (timing === null) throw new Error(`SANDBOX_TIMING is rising milliseconds like "5000,15000", not "${text}"`);
  return timing;
}

function integer(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw new Error(`${name} is a whole number up to ${max}, not "${text}"`);
  return value;
}
