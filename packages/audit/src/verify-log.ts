import type { SignedHead } from './anchor.ts';
import type { AuditLog } from './audit-log.ts';
import { type ChainedEvent, genesis, type Head, hashOf } from './chain.ts';

/** Something that is not as the writers left it. */
export type LogFault =
  | { readonly kind: 'changed' | 'inserted' | 'reordered'; readonly writer: string; readonly sequence: number }
  | { readonly kind: 'removed'; readonly writer: string; readonly from: number; readonly to: number }
  | { readonly kind: 'cut'; readonly writer: string; readonly from: number; readonly to: number }
  | { readonly kind: 'rewritten'; readonly writer: string; readonly from: number; readonly to: number }
  /** Events without any signed head: the anchor is gone, or somebody wrote them past the writers. */
  | { readonly kind: 'unanchored'; readonly writer: string };

/** What a check of one writer's chain found. */
export interface ChainReport {
  readonly writer: string;
  readonly events: number;
  /** The last event that a signed head vouches for; what comes after it was not yet anchored. */
  readonly anchored: number;
  readonly faults: readonly LogFault[];
}

/** Checks every chain that is in the log or that a head vouches for: a writer whose events are all gone is missed too. */
export async function* verifyLog(
  log: Pick<AuditLog, 'writers' | 'eventsOf'>,
  heads: readonly SignedHead[],
  onEvent: () => void = () => {},
): AsyncGenerator<ChainReport> {
  const writers = new Set([...(await log.writers()), ...heads.map(({ writer }) => writer)]);
  for (const writer of [...writers].sort()) yield await verifyChain(writer, counted(log.eventsOf(writer), onEvent), heads);
}

async function* counted(events: AsyncIterable<ChainedEvent>, onEvent: () => void): AsyncGenerator<ChainedEvent> {
  for await (const event of events) {
    onEvent();
    yield event;
  }
}

/**
 * Checks the events of one writer against their own hashes and against the signed heads. Finds any change, removal, insertion and reordering, and
 * a tail that was cut behind the anchor. A roll-back of database and anchor together cannot be seen from here.
 * @param events in order of `sequence`, as the store gives them; may stream
 */
export async function verifyChain(
  writer: string,
  events: Iterable<ChainedEvent> | AsyncIterable<ChainedEvent>,
  heads: readonly SignedHead[],
): Promise<ChainReport> {
  const vouched = hashesBySequence(heads.filter((head) => head.writer === writer));
  const anchored = Math.max(0, ...vouched.keys());
  const faults: LogFault[] = [];
  let head: Head = genesis(writer);
  let count = 0;
  let trusted = 0; // The last sequence a head vouched for and that was found so.
  for await (const event of events) {
    count += 1;
    faults.push(...checkLink(head, event));
    if (!Number.isSafeInteger(event.sequence)) continue;
    const expected = vouched.get(event.sequence);
    if (expected !== undefined) {
      if (expected.some((hash) => hash !== event.hash)) faults.push({ kind: 'rewritten', writer, from: trusted + 1, to: event.sequence });
      trusted = event.sequence;
    }
    head = { writer, sequence: Math.max(head.sequence, event.sequence), hash: event.hash };
  }
  if (count > 0 && vouched.size === 0) faults.push({ kind: 'unanchored', writer });
  if (head.sequence < anchored) faults.push({ kind: 'cut', writer, from: head.sequence + 1, to: anchored });
  return { writer, events: count, anchored, faults };
}

/** Where a log was cut and written on, two heads vouch for one sequence; both are kept, so that one of them is missed. */
function hashesBySequence(heads: readonly SignedHead[]): ReadonlyMap<number, readonly string[]> {
  const hashes = new Map<number, string[]>();
  for (const { sequence, hash } of heads) hashes.set(sequence, [...(hashes.get(sequence) ?? []), hash]);
  return hashes;
}

/** How `event` stands behind `head`: its own hash, its number, and whether it points to what is before it. */
function checkLink(head: Head, event: ChainedEvent): readonly LogFault[] {
  const { writer, sequence } = event;
  if (!Number.isSafeInteger(sequence) || sequence <= head.sequence) return [{ kind: 'inserted', writer, sequence }];
  if (hashOf(event) !== event.hash) return [{ kind: isSwapped(head, event) ? 'reordered' : 'changed', writer, sequence }];
  if (sequence > head.sequence + 1) return [{ kind: 'removed', writer, from: head.sequence + 1, to: sequence - 1 }];
  return event.previous === head.hash ? [] : [{ kind: 'changed', writer, sequence }];
}

/** An event whose hash is right under another number close by was only given a new place. */
function isSwapped(head: Head, event: ChainedEvent): boolean {
  const near = 64;
  for (let sequence = Math.max(1, head.sequence + 1 - near); sequence <= head.sequence + 1 + near; sequence += 1) {
    if (sequence !== event.sequence && hashOf({ ...event, sequence }) === event.hash) return true;
  }
  return false;
}
