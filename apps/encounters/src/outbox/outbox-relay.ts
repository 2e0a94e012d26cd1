import { setTimeout } from 'node:timers/promises';
import { SubgraphInvalidAnswer } from '@health-graph/errors';

/** What waits to be told, as a relay works it off. */
export interface Outbox<Waiting> {
  /** The oldest first: of one subject, one after the other. */
  oldest(limit: number): Promise<readonly Waiting[]>;
  told(waiting: readonly Waiting[]): Promise<void>;
  /** It stays for whoever looks into it, and holds nothing up. */
  refused(waiting: Waiting, at: Date): Promise<void>;
}

export interface OutboxRelayOptions<Waiting> {
  readonly outbox: Outbox<Waiting>;
  /** How much is told at once, at most. */
  readonly limit: number;
  /** Tells whoever has to know. @throws {SubgraphInvalidAnswer} when it is refused for good, anything else when it may be taken later */
  readonly tell: (waiting: readonly Waiting[]) => Promise<unknown>;
  /** Called with what went wrong, and of what, where it is one; the relay goes on. */
  readonly onFailure: (failure: unknown, waiting?: Waiting) => void;
  /** How long after the first failure it is tried again, and after many. Default 100 and 30,000. */
  readonly backoffMs?: { readonly first: number; readonly most: number };
  /** How often it looks without being woken, for what another process left behind. Default 5,000. */
  readonly pollMs?: number;
  readonly now?: () => Date;
}

/** Tells what waits in the outbox: at least once, and of one subject in order. */
export interface OutboxRelay {
  /** There is something new. */
  wake(): void;
  /** Tells what waits, unless nobody listens, then ends. */
  close(): Promise<void>;
}

export function startOutboxRelay<Waiting>(options: OutboxRelayOptions<Waiting>): OutboxRelay {
  const { onFailure, backoffMs = { first: 100, most: 30_000 }, pollMs = 5_000 } = options;
  let isClosing = false;
  let waking = new AbortController();
  /** Ends early when it is woken, also by what came before it began. */
  const pause = async (forMs: number): Promise<void> => {
    await setTimeout(forMs, undefined, { signal: waking.signal, ref: false }).catch(() => undefined);
    waking = new AbortController();
  };
  /** News are no reason to try sooner while nobody listens; the end is. */
  const backOff = async (failures: number): Promise<void> => {
    const until = performance.now() + Math.min(backoffMs.most, backoffMs.first * 2 ** (failures - 1));
    while (!isClosing && performance.now() < until) await pause(until - performance.now());
  };
  const run = async (): Promise<void> => {
    for (let failures = 0; ; ) {
      try {
        const wasEmpty = !(await tellOldest(options));
        failures = 0;
        if (wasEmpty && isClosing) return;
        if (wasEmpty) await pause(pollMs);
      } catch (failure) {
        onFailure(failure);
        if (isClosing) return;
        failures += 1;
        await backOff(failures);
      }
    }
  };
  const running = run();
  return {
    wake: () => waking.abort(),
    close: async () => {
      isClosing = true;
      waking.abort();
      await running;
    },
  };
}

/** Whether there was anything to tell. Told first, taken out of the outbox then: a crash between the two tells it again. */
async function tellOldest<Waiting>(options: OutboxRelayOptions<Waiting>): Promise<boolean> {
  const { outbox, tell, limit } = options;
  const waiting = await outbox.oldest(limit);
  if (waiting.length === 0) return false;
  try {
    await tell(waiting);
    await outbox.told(waiting);
  } catch (failure) {
    if (!(failure instanceof SubgraphInvalidAnswer)) throw failure;
    for (const one of waiting) await tellAlone(one, options);
  }
  return true;
}

/** All of a request is taken or nothing: what is refused is found one by one, and put aside. */
async function tellAlone<Waiting>(
  waiting: Waiting,
  { outbox, tell, onFailure, now = () => new Date() }: OutboxRelayOptions<Waiting>,
): Promise<void> {
  try {
    await tell([waiting]);
    await outbox.told([waiting]);
  } catch (failure) {
    if (!(failure instanceof SubgraphInvalidAnswer)) throw failure;
    onFailure(failure, waiting);
    await outbox.refused(waiting, now());
  }
}
