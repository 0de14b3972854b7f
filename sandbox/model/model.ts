import type { Answer, Refusal } from "./answer";
import { keyRecords, type KeyRecord } from "./accounts";
import type { Profile, Dialect } from "./dialect";
import { RequestIds } from "./envelope";
import type { Fact } from "./facts";
import { Faults } from "./faults";
import { Gate, type Credentials } from "./gate";
import { Provider } from "./provider";
import { RequestLog, type LogEntry } from "./request-log";
import { Service, type Call } from "./service";
import { Settings } from "./settings";
import type { Timing } from "./timing";
import type { Exchange, Reply } from "./wire";

export type ModelOptions = {
  /** Milliseconds since 1970. */
  readonly source: () => number;
  readonly seed: number;
  readonly profile: Profile;
  readonly openingCentimes: bigint;
  readonly dialect?: Partial<Dialect>;
  readonly timing?: Timing;
  readonly perMinuteMax?: number | null;
  /** The text of the SANDBOX key, when it is not to be the usual one. */
  readonly sandboxKey?: string;
  readonly record?: (fact: Fact) => void;
};

/** What a reset replaces, all of it together. */
type Era = {
  readonly settings: Settings;
  readonly provider: Provider;
  readonly gate: Gate;
  readonly service: Service;
  readonly requestIds: RequestIds;
};

/**
 * The whole local OneClickDz without its HTTP server. A simulation drives it under its own clock:
 * `arrive`, `admit` the key, `open` the call, `run` it; a server does the same over sockets.
 */
export class Model {
  readonly faults = new Faults();
  readonly log = new RequestLog();
  private era: Era;

  constructor(
    private readonly options: ModelOptions,
    facts: readonly Fact[] = [],
  ) {
    const opened = facts[0];
    const isKept = opened?.kind === "opened";
    this.era = this.begin(
      isKept ? opened.seed : options.seed,
      isKept ? opened.openingCentimes : options.openingCentimes,
    );
    this.provider.replay(facts);
  }

  get settings(): Settings {
    return this.era.settings;
  }

  get provider(): Provider {
    return this.era.provider;
  }

  /** Everything from the start again: empty books, the first settings, no faults. Returns the first fact of its journal. */
  reset(seed: number = this.options.seed): Fact {
    this.era = this.begin(seed, this.options.openingCentimes);
    this.faults.clear();
    this.log.clear();
    return this.provider.opening();
  }

  /** A request arrives: it gets its id and its line in the log, whatever becomes of it. */
  arrive(method: string, path: string): LogEntry {
    const atMs = this.provider.settle();
    const requestId = this.era.requestIds.next(this.settings.dialect.requestIdFormat, atMs);
    return this.log.open({ atMs, requestId, method, path });
  }

  admit(credentials: Credentials): Answer<KeyRecord> {
    const { dialect, perMinuteMax } = this.settings;
    return this.era.gate.admit(credentials, dialect, perMinuteMax, this.provider.settle());
  }

  open(call: Call, entry: LogEntry): Exchange {
    return this.era.service.open(call, entry);
  }

  /** Words for a refusal ahead of the endpoints: the gate's, a schema's. */
  refused(refusal: Refusal, entry: LogEntry): Reply {
    return this.era.service.refused(refusal, entry);
  }

  private begin(seed: number, openingCentimes: bigint): Era {
    const { source, record = () => undefined, sandboxKey } = this.options;
    const settings = new Settings({ ...this.options, seed });
    const provider = new Provider({ seed, openingCentimes, source, settings, record });
    const service = new Service(provider, settings, this.faults);
    return {
      settings,
      provider,
      service,
      gate: new Gate(keyRecords(sandboxKey)),
      requestIds: new RequestIds(seed),
    };
  }
}
