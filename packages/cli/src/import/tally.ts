/** Why one file, or one resource of it, was not imported. */
export interface Refused {
  readonly file: string;
  /** The entry's place in its bundle, or the line of NDJSON, from 0; absent when it is the whole file. */
  readonly entry?: number;
  readonly type?: string;
  readonly code: string;
  readonly field?: string;
  readonly reason: string;
}

/** What became of the entries so far. `entries` is the sum of kept, updated, unchanged and those refused. */
export interface Tally {
  entries: number;
  kept: number;
  updated: number;
  unchanged: number;
  readonly refused: Refused[];
  readonly byType: Record<string, number>;
}

/** One entry's end. */
export type EntryOutcome = 'kept' | 'updated' | 'unchanged' | Refused;

export const emptyTally = (): Tally => ({ entries: 0, kept: 0, updated: 0, unchanged: 0, refused: [], byType: {} });

/** Entries whose type cannot be read are counted under this name. */
const unknownType = 'unknown';

export function count(tally: Tally, type: string | undefined, outcome: EntryOutcome): void {
  tally.entries += 1;
  tally.byType[type ?? unknownType] = (tally.byType[type ?? unknownType] ?? 0) + 1;
  if (typeof outcome === 'string') tally[outcome] += 1;
  else tally.refused.push(outcome);
}

/** Adds `more` to `tally`. */
export function addTally(tally: Tally, more: Tally): void {
  for (const key of ['entries', 'kept', 'updated', 'unchanged'] as const) tally[key] += more[key];
  for (const [type, entries] of Object.entries(more.byType)) tally.byType[type] = (tally.byType[type] ?? 0) + entries;
  tally.refused.push(...more.refused);
}
