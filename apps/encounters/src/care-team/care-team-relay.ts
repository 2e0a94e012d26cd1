import { setTimeout } from 'node:timers/promises';
import { SubgraphInvalidAnswer } from '@health-graph/errors';
import { type CareTeamReport, maxCareTeamReports } from '@health-graph/records';
import type { CareTeamOutbox, WaitingReport } from '../store/care-team-outbox.ts';

export interface CareTeamRelayOptions {
  readonly outbox: CareTeamOutbox;
  /** Tells identity. @throws {SubgraphInvalidAnswer} when it refuses them for good, anything else when it may take them later */
  readonly tell: (reports: readonly CareTeamReport[]) => Promise<unknown>;
  /** Called with what went wrong; the relay goes on. */
  readonly onFailure: (failure: unknown, encounterId?: string) => void;
  /** How long after the first failure it is tried again, and after many. Default 100 and 30,000. */
  readonly backoffMs?: { readonly first: number; readonly most: number };
  /** How often it looks without being woken, for what another process left behind. Default 5,000. */
  readonly pollMs?: number;
  readonly now?: () => Date;
}

/** Tells identity what waits in the outbox: at least once, and of one encounter in order. */
export interface CareTeamRelay {
  /** There is something new. */
  wake(): void;
  /** Tells what waits, unless identity is away, then ends. */
  close(): Promise<void>;
}

export function startCareTeamRelay(options: CareTeamRelayOptions): CareTeamRelay {
  const { onFailure, backoffMs = { first: 100, most: 30_000 }, pollMs = 5_000 } = options;
  let isClosing = false;
  let waking = new AbortController();
  /** Ends early when it is woken, also by what came before it began. */
  const pause = async (forMs: number): Promise<void> => {
    await setTimeout(forMs, undefined, { signal: waking.signal, ref: false }).catch(() => undefined);
    waking = new AbortController();
  };
  /** News are no reason to try sooner while identity is away; the end is. */
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
async function tellOldest(options: CareTeamRelayOptions): Promise<boolean> {
  const { outbox, tell } = options;
  const reports = await outbox.oldest(maxCareTeamReports);
  if (reports.length === 0) return false;
  try {
    await tell(reports.map(({ report }) => report));
    await outbox.told(reports);
  } catch (failure) {
    if (!(failure instanceof SubgraphInvalidAnswer)) throw failure;
    for (const waiting of reports) await tellAlone(waiting, options);
  }
  return true;
}

/** Identity takes all of a request or nothing: what it refuses is found one by one, and put aside. */
async function tellAlone(waiting: WaitingReport, { outbox, tell, onFailure, now = () => new Date() }: CareTeamRelayOptions): Promise<void> {
  try {
    await tell([waiting.report]);
    await outbox.told([waiting]);
  } catch (failure) {
    if (!(failure instanceof SubgraphInvalidAnswer)) throw failure;
    onFailure(failure, waiting.report.encounterId);
    await outbox.refused(waiting, now());
  }
}
