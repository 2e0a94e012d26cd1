import { type Document, isDocument } from '../../bson/document.ts';
import { fail } from '../failure.ts';
import { compileSortKey } from '../sort.ts';
import { Spill } from './spill.ts';
import { MEMORY_LIMIT, orderOf, type PipelineContext, roughSize, type StageCompiler, stream } from './stage.ts';

type Keys = readonly unknown[];
type CompareKeys = (a: Keys, b: Keys) => number;

interface Row {
  readonly document: Document;
  readonly keys: Keys;
}

export interface SortOrder {
  readonly keys: (document: Document) => Keys;
  readonly compare: CompareKeys;
}

export interface SortLimits {
  readonly memoryLimit: number;
  readonly mayUseDisk: boolean;
  /** Only so many of the first are wanted. */
  readonly keep: number | undefined;
  /** Where sorted runs go that do not fit in memory; the system's folder for temporary files unless named. */
  readonly spillFolder?: string | undefined;
}

interface Head {
  readonly row: Row;
  readonly run: AsyncGenerator<Document>;
  readonly place: number;
}

/** Merges sorted runs; of equal documents the one that came first goes first. */
async function* merge(runs: readonly AsyncGenerator<Document>[], { keys, compare }: SortOrder): AsyncGenerator<Document> {
  const heads: Head[] = [];
  const advance = async (run: AsyncGenerator<Document>, place: number): Promise<void> => {
    const next = await run.next();
    if (next.done === true) return;
    const head = { row: { document: next.value, keys: keys(next.value) }, run, place };
    let low = 0;
    let high = heads.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = heads[middle] as Head;
      if ((compare(other.row.keys, head.row.keys) || other.place - head.place) < 0) low = middle + 1;
      else high = middle;
    }
    heads.splice(low, 0, head);
  };
  for (const [place, run] of runs.entries()) await advance(run, place);
  for (let head = heads.shift(); head !== undefined; head = heads.shift()) {
    yield head.row.document;
    await advance(head.run, head.place);
  }
}

const sortRows = (rows: Row[], compare: CompareKeys): Row[] => rows.sort((a, b) => compare(a.keys, b.keys));

/** Sorts a stream in bounded memory: what does not fit goes to sorted files in the temporary folder, or is refused. */
export async function* sortDocuments(
  input: AsyncIterable<Document>,
  order: SortOrder,
  { memoryLimit, mayUseDisk, keep, spillFolder }: SortLimits,
): AsyncGenerator<Document> {
  const runs = new Spill(spillFolder);
  let rows: Row[] = [];
  let size = 0;
  try {
    for await (const document of input) {
      rows.push({ document, keys: order.keys(document) });
      size += roughSize(document);
      if (keep !== undefined && rows.length >= Math.max(2 * keep, 64)) {
        rows = sortRows(rows, order.compare).slice(0, keep);
        size = rows.reduce((sum, row) => sum + roughSize(row.document), 0);
      }
      if (size <= memoryLimit) continue;
      if (!mayUseDisk)
        fail(
          'QueryExceededMemoryLimitNoDiskUseAllowed',
          `PlanExecutor error during aggregation :: caused by :: Sort exceeded memory limit of ${memoryLimit} bytes, but did not opt in to external sorting.`,
        );
      const run = runs.count;
      for (const row of sortRows(rows, order.compare)) await runs.append(run, row.document);
      rows = [];
      size = 0;
    }
    sortRows(rows, order.compare);
    if (runs.count === 0) for (const row of keep === undefined ? rows : rows.slice(0, keep)) yield row.document;
    else yield* merge([...runs.read(), fromMemory(rows)], order);
  } finally {
    await runs.close();
  }
}

async function* fromMemory(rows: readonly Row[]): AsyncGenerator<Document> {
  for (const row of rows) yield row.document;
}

export const limitsOf = (context: PipelineContext, keep?: number): SortLimits => ({
  memoryLimit: context.memoryLimit ?? MEMORY_LIMIT,
  mayUseDisk: context.allowDiskUse !== false,
  keep,
  spillFolder: context.spillFolder,
});

/** `$sort`; a `$limit` right behind it lets it keep only the first. */
export const compileSortStage = (spec: unknown, context: PipelineContext, keep?: number): ReturnType<StageCompiler> => {
  if (!isDocument(spec)) return fail(15973, 'the $sort key specification must be an object');
  if (Object.keys(spec).length === 0) fail(15976, '$sort stage must have at least one sort key');
  const order = compileSortKey(spec, orderOf(context));
  return stream((input) => sortDocuments(input, order, limitsOf(context, keep)));
};
