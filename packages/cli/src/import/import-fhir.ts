import { createRunIndex, type RunIndex } from '@health-graph/exchange';
import type { Progress } from '../graph/progress.ts';
import { type FoundFiles, findFiles, type ImportFile } from './find-files.ts';
import { importFile } from './import-file.ts';
import { createInOrder } from './in-order.ts';
import { type FileIndex, indexFile, isUnreadable } from './index-file.ts';
import { type Journal, openJournal } from './journal.ts';
import { createSharedIdentities } from './shared-identities.ts';
import type { SubgraphConnection } from './subgraph-connection.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';

export interface ImportOptions {
  readonly paths: readonly string[];
  readonly connection: SubgraphConnection;
  /** Where the journal lies. */
  readonly importsFolder: string;
  readonly progress: Progress;
}

/** What an import reports. */
export interface ImportSummary extends Tally {
  /** True when an import that was cut short was taken up; its counts are in. */
  readonly isResumed: boolean;
  /** What lies in the folders beside the bundles. */
  readonly skipped: FoundFiles['skipped'];
  readonly files: number;
  readonly seconds: number;
}

/** Batches that are on their way to the subgraphs at once; a file's end counts as one. */
const worksInFlight = 3;
/** Indexes of files are held up to this many entries together; those of more are read again when their file's turn comes. */
const maxHeldEntries = 50_000;

/**
 * Imports FHIR files in two passes: the first learns what is there, so that references find their targets in any order, the second sends it.
 * Safe to end at any moment and to start again.
 */
export async function importFhir({ paths, connection, importsFolder, progress }: ImportOptions): Promise<ImportSummary> {
  const startedMs = performance.now();
  const found = await findFiles(paths);
  const journal = await openJournal(importsFolder, paths);
  try {
    const tally = emptyTally();
    for (const file of found.missing)
      tally.refused.push({ file, code: 'UNREADABLE_FILE', reason: 'There is no such file, or it may not be read.' });
    const run = createRunIndex();
    const readable = await indexFiles(found.files, run, { tally, progress });
    const total = readable.reduce((sum, { entries }) => sum + entries, 0);
    const shared = createSharedIdentities(connection);
    const inOrder = createInOrder(worksInFlight);
    const onTally = (more: Tally): void => {
      addTally(tally, more);
      progress.update(
        `imported ${tally.entries.toLocaleString('en')} of ${total.toLocaleString('en')} resources${rateOf(tally, startedMs)}`,
      );
    };
    for (const { file, held } of readable) {
      const before = journal.progressOf(file);
      addTally(tally, before.tally);
      if (before.isDone) continue;
      const indexed = held ?? (await indexFile(file));
      const refusal = isUnreadable(indexed)
        ? indexed
        : await importFile({ file, indexed, run, shared, connection, journal, inOrder, onTally });
      if (refusal !== undefined) tally.refused.push({ file: file.name, ...refusal });
    }
    await inOrder.drain();
    await journal.end();
    return summaryOf(tally, { journal, found, startedMs });
  } finally {
    await journal.close();
  }
}

interface Readable {
  readonly file: ImportFile;
  readonly entries: number;
  /** Undefined when it would take too much room. */
  readonly held: FileIndex | undefined;
}

async function indexFiles(
  files: readonly ImportFile[],
  run: RunIndex,
  { tally, progress }: { readonly tally: Tally; readonly progress: Progress },
): Promise<Readable[]> {
  const readable: Readable[] = [];
  let total = 0;
  for (const file of files) {
    const indexed = await indexFile(file, run);
    if (isUnreadable(indexed)) tally.refused.push({ file: file.name, ...indexed });
    else {
      total += indexed.entries;
      readable.push({ file, entries: indexed.entries, held: total > maxHeldEntries ? undefined : indexed });
    }
    progress.update(`read ${total.toLocaleString('en')} resources in ${readable.length} of ${files.length} files`);
  }
  return readable;
}

function rateOf({ entries }: Tally, startedMs: number): string {
  const seconds = (performance.now() - startedMs) / 1000;
  return seconds < 1 ? '' : ` (${Math.round(entries / seconds).toLocaleString('en')}/s)`;
}

function summaryOf(
  tally: Tally,
  { journal, found, startedMs }: { readonly journal: Journal; readonly found: FoundFiles; readonly startedMs: number },
): ImportSummary {
  const byType = Object.fromEntries(Object.entries(tally.byType).sort(([one], [other]) => one.localeCompare(other, 'en')));
  return {
    ...tally,
    byType,
    isResumed: journal.isResumed,
    skipped: found.skipped,
    files: found.files.length,
    seconds: Math.round(performance.now() - startedMs) / 1000,
  };
}
