import type { AnchorFault, SignedHead } from './anchor.ts';
import { type ChainedEvent, genesis, type Head, hashOf } from './chain.ts';

/** Something that is not as the writers left it. */
export type LogFault =
  | { readonly kind: 'changed' | 'inserted' | 'reordered'; readonly writer: string; readonly sequence: number }
  | { readonly kind: 'removed'; readonly writer: string; readonly from: number; readonly to: number }
  | { readonly kind: 'cut'; readonly writer: string; readonly from: number; readonly to: number }
  | { readonly kind: 'rewritten'; readonly writer: string; readonly from: number; readonly to: number }
  | ({ readonly kind: 'anchor' } & AnchorFault);

/** What a check of one writer's chain found. */
export interface ChainReport {
  readonly writer: string;
  readonly events: number;
  /** The last event that a signed head vouches for; what comes after it was not yet anchored. */
  readonly anchored: number;
  readonly faults: readonly LogFault[];
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
  const vouched = new Map(heads.filter((head) => head.writer === writer).map((head) => [head.sequence, head.hash]));
  const anchored = Math.max(0, ...vouched.keys());
  const faults: LogFault[] = [];
  let head: Head = genesis(writer);
  let count = 0;
  let trusted = 0; // The last sequence a head vouched for and that was found so.
  for await (const event of events) {
    count += 1;
    faults.push(...checkLink(head, event));
    const expected = vouched.get(event.sequence);
    if (expected !== undefined) {
      if (expected !== event.hash) faults.push({ kind: 'rewritten', writer, from: trusted + 1, to: event.sequence });
      trusted = event.sequence;
    }
    head = { writer, sequence: Math.max(head.sequence, event.sequence), hash: event.hash };
  }
  if (head.sequence < anchored) faults.push({ kind: 'cut', writer, from: head.sequence + 1, to: anchored });
  return { writer, events: count, anchored, faults };
}

/** How `event` stands behind `head`: its own hash, its number, and whether it points to what is before it. */
function checkLink(head: Head, event: ChainedEvent): readonly LogFault[] {
  const { writer, sequence } = event;
  if (sequence <= head.sequence) return [{ kind: 'inserted', writer, sequence }];
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
