/** Proxies cut a silent stream after half a minute or more; the screen counts on hearing something this often. */
const HEARTBEAT_MS = 15_000;

/** Streams take turns within it: thousands written to in one moment would keep a sale's news waiting behind them. */
const TURNS = 60;

export type Pulse<S> = { add(stream: S): void; remove(stream: S): void };

/** One timer for all streams, for as long as there are any; each hears its heartbeat once a round. */
export function createPulse<S>(beat: (streams: Iterable<S>) => void): Pulse<S> {
  const turns = Array.from({ length: TURNS }, () => new Set<S>());
  const turnOf = new Map<S, Set<S>>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = 0;
  let joined = 0;

  function tick(): void {
    now = (now + 1) % TURNS;
    const turn = turns[now];
    if (turn !== undefined && turn.size > 0) beat(turn);
  }

  return {
    add(stream) {
      joined += 1;
      const turn = turns[joined % TURNS];
      if (turn === undefined) return;
      turnOf.set(stream, turn.add(stream));
      timer ??= setInterval(tick, HEARTBEAT_MS / TURNS);
    },
    remove(stream) {
      turnOf.get(stream)?.delete(stream);
      turnOf.delete(stream);
      if (turnOf.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
