import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from '../../bson/codec.ts';
import { type Document, isDocument } from '../../bson/document.ts';
import { fail } from '../failure.ts';
import { metadataOf, setMetadata } from '../metadata.ts';
import { compileSortKey } from '../sort.ts';
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
}

/** Sorted runs on disk: each is a file of BSON documents, one after the other. */
class Runs {
  private folder: string | undefined;
  private readonly files: string[] = [];

  async write(rows: readonly Row[]): Promise<void> {
    this.folder ??= await mkdtemp(join(tmpdir(), 'embedded-mongo-sort-'));
    const path = join(this.folder, `run-${this.files.length}`);
    const file = await open(path, 'wx', 0o600);
    try {
      for (const row of rows) await file.appendFile(encode({ document: row.document, metadata: metadataOf(row.document) ?? null }));
    } finally {
      await file.close();
    }
    this.files.push(path);
  }

  get count(): number {
    return this.files.length;
  }

  read(): AsyncGenerator<Document>[] {
    return this.files.map((path) => readRun(path));
  }

  async close(): Promise<void> {
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }
}

async function* readRun(path: string): AsyncGenerator<Document> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    pending = pending.length === 0 ? (chunk as Buffer) : Buffer.concat([pending, chunk as Buffer]);
    while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
      const length = pending.readInt32LE(0);
      const { document, metadata } = decode(pending.subarray(0, length));
      if (isDocument(metadata)) setMetadata(document as Document, metadata);
      yield document as Document;
      pending = pending.subarray(length);
    }
  }
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
  { memoryLimit, mayUseDisk, keep }: SortLimits,
): AsyncGenerator<Document> {
  const runs = new Runs();
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
      await runs.write(sortRows(rows, order.compare));
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
});

/** `$sort`; a `$limit` right behind it lets it keep only the first. */
export const compileSortStage = (spec: unknown, context: PipelineContext, keep?: number): ReturnType<StageCompiler> => {
  if (!isDocument(spec)) return fail(15973, 'the $sort key specification must be an object');
  if (Object.keys(spec).length === 0) fail(15976, '$sort stage must have at least one sort key');
  const order = compileSortKey(spec, orderOf(context));
  return stream((input) => sortDocuments(input, order, limitsOf(context, keep)));
};
