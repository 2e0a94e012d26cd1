import { AuditUnavailable } from '@health-graph/errors';
import type { Anchor } from './anchor.ts';
import type { AuditEvent } from './audit-event.ts';
import type { AuditLog } from './audit-log.ts';
import { type ChainedEvent, chained, type Head } from './chain.ts';

export interface AuditWriterOptions {
  readonly log: AuditLog;
  readonly anchor: Anchor;
  /** The chain's name: one for each process that writes, the same after a restart. */
  readonly writer: string;
  /** The clock, for the heads. */
  readonly now: () => Date;
  /** How far groups are apart at least: an event waits so long for others at most, and not at all when nothing was committed lately. Default 5. */
  readonly groupWithinMs?: number;
  /** Events committed together at most. Default 500. */
  readonly groupSize?: number;
}

/** Appends events to one chain. Whoever awaits `append` may answer its caller: the event is on disk, and so is a signed head behind it. */
export interface AuditWriter {
  /** @throws {AuditUnavailable} when the event could not be committed; the answer that it belongs to must not leave */
  append(event: AuditEvent): Promise<void>;
  /** Commits what waits, and takes no more. */
  close(): Promise<void>;
}

interface Waiting {
  readonly event: AuditEvent;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Goes on with the writer's chain. The end that is found is signed at once: a crash may have come between a group and its head, and an anchor without any
 * head of a writer then means that somebody took it away.
 */
export async function openAuditWriter(options: AuditWriterOptions): Promise<AuditWriter> {
  const { log, anchor, writer, now, groupWithinMs = 5, groupSize = 500 } = options;
  let head: Head | undefined = await log.headOf(writer);
  await anchor.append(head, now().toISOString());
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let committing: Promise<void> = Promise.resolve();
  let isClosed = false;
  let lastGroupAtMs = Number.NEGATIVE_INFINITY;

  /** One group: into the database, then its head into the anchor. After a failure nobody knows what was stored, so the head is read again. */
  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      let end = head ?? (await log.headOf(writer));
      head = undefined;
      const chain: ChainedEvent[] = [];
      for (const { event } of group) {
        const link = chained(end, event);
        chain.push(link);
        end = link;
      }
      await log.insert(chain);
      await anchor.append(end, now().toISOString());
      head = { writer, sequence: end.sequence, hash: end.hash };
      for (const { resolve } of group) resolve();
    } catch (cause) {
      const failure =
        cause instanceof AuditUnavailable ? cause : new AuditUnavailable('The audit event could not be committed.', {}, { cause });
      for (const { reject } of group) reject(failure);
    }
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    lastGroupAtMs = performance.now();
    const group = waiting;
    waiting = [];
    if (group.length > 0) committing = committing.then(() => commit(group));
  };

  return {
    append: (event) => {
      if (isClosed) return Promise.reject(new AuditUnavailable('The audit writer is closed.'));
      const done = new Promise<void>((resolve, reject) => waiting.push({ event, resolve, reject }));
      if (waiting.length >= groupSize) flush();
      else timer ??= setTimeout(flush, Math.max(0, lastGroupAtMs + groupWithinMs - performance.now()));
      return done;
    },
    close: async () => {
      isClosed = true;
      flush();
      await committing;
      await anchor.close();
    },
  };
}
