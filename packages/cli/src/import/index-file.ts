import {
  type BundleEntry,
  type BundleHead,
  type BundleIndex,
  createBundleIndex,
  parseReference,
  type Refusal,
  type RunIndex,
  referencesOf,
  UnreadableFile,
} from '@health-graph/exchange';
import type { ImportFile } from './find-files.ts';
import { readEntries } from './read-file.ts';

/** What is known of a file before any of it is imported. */
export interface FileIndex {
  readonly index: BundleIndex;
  readonly head: BundleHead | undefined;
  readonly entries: number;
  /** What conditional references call their targets: the first name that is told. */
  readonly displays: ReadonlyMap<string, string>;
}

/**
 * Reads a whole file for what its entries refer to each other by, because a reference may point at what comes later. Nothing of a file that
 * cannot be read to its end is imported: what is missing of it cannot be known.
 */
export async function indexFile(file: ImportFile, run?: RunIndex): Promise<FileIndex | Refusal> {
  const index = createBundleIndex();
  const displays = new Map<string, string>();
  const reading = readEntries(file);
  let entries = 0;
  try {
    for (let next = await reading.next(); ; next = await reading.next()) {
      if (next.done) return { index, head: next.value, entries, displays };
      // Lines of NDJSON refer to each other by type and id only, which the index of the run holds in less room.
      if (file.format === 'bundle') index.add(next.value);
      run?.add(next.value);
      noteDisplays(next.value, displays);
      entries += 1;
    }
  } catch (failure) {
    if (failure instanceof UnreadableFile) return failure.refusal;
    throw failure;
  }
}

export const isUnreadable = (indexed: FileIndex | Refusal): indexed is Refusal => 'code' in indexed;

function noteDisplays(entry: BundleEntry, displays: Map<string, string>): void {
  if (entry.refusal !== undefined || !entry.text.includes('?identifier=')) return;
  for (const { reference, display } of referencesOf(entry.resource)) {
    if (display === undefined || displays.has(reference) || parseReference(reference).kind !== 'conditional') continue;
    displays.set(reference, display);
  }
}
