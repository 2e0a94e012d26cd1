import type { IngestLine } from '@health-graph/records';
import type { AnyBulkWriteOperation, Connection } from 'mongoose';
import type { StoreConnection } from './connect.ts';
import type { OnWritten } from './ingest.ts';
import { type Labelling, type LabelsOf, labellingOf } from './labelling.ts';
import { type StoredSource, sourcesCollection } from './source-document.ts';
import { type Keeping, type StoredDocument, toRecord } from './stored-record.ts';

export interface RelabelOptions {
  /** Names the code lists that `labelsOf` reads: a pass that was broken off goes on where it stopped, unless they changed meanwhile. */
  readonly codeLists: string;
  /** Told after every batch. */
  readonly onProgress?: (so: Relabelled) => void;
}

export interface Relabelled {
  /** Sources that were read, this time. */
  readonly read: number;
  /** Records that are raised to other classes than before, and documents without a record. */
  readonly changed: number;
}

export interface RelabelContext {
  readonly store: StoreConnection;
  readonly kept: ReadonlyMap<string, Keeping>;
  readonly labelsOf: LabelsOf;
  readonly onWritten?: OnWritten | undefined;
}

/** Keeps how far a pass came. */
export const relabelling = 'relabelling';
interface Progress {
  readonly _id: 'labels';
  readonly codeLists: string;
  readonly reached: string;
}

/** A document may be 16 MB; most are 2 kB. */
const batchSize = 100;

/**
 * Labels every record and document anew, by what is stored of it: after the code lists changed, and for what was stored before there were labels.
 * What a sender added stays. It writes no versions, because nothing of the record changes; a record that changes meanwhile is left to its writer,
 * who labels it by the new lists.
 */
export async function relabel(context: RelabelContext, { codeLists, onProgress }: RelabelOptions): Promise<Relabelled> {
  const database = context.store.mongoose;
  const progress = database.collection<Progress>(relabelling);
  const before = await progress.findOne({ _id: 'labels' });
  let reached = before?.codeLists === codeLists ? before.reached : '';
  let [read, changed] = [0, 0];
  for (;;) {
    const sources = await database
      .collection<StoredSource>(sourcesCollection)
      .find({ _id: { $gt: reached } }, { sort: { _id: 1 }, limit: batchSize })
      .toArray();
    const last = sources.at(-1);
    if (last === undefined) break;
    changed += await relabelBatch(sources, context);
    reached = last._id;
    read += sources.length;
    await progress.replaceOne({ _id: 'labels' }, { codeLists, reached }, { upsert: true });
    onProgress?.({ read, changed });
  }
  await progress.deleteOne({ _id: 'labels' });
  return { read, changed };
}

async function relabelBatch(sources: readonly StoredSource[], context: RelabelContext): Promise<number> {
  const { mongoose: database } = context.store;
  const ofType = Map.groupBy(sources, ({ type }) => type);
  const changed = new Set<string>();
  const documents: AnyBulkWriteOperation<StoredSource>[] = [];
  for (const [type, group] of ofType) {
    const keeping = context.kept.get(type);
    const records = keeping === undefined ? new Map<string, StoredDocument>() : await recordsOf(database, keeping, group);
    const updates: AnyBulkWriteOperation<StoredDocument>[] = [];
    const relabelled: StoredDocument[] = [];
    for (const source of group) {
      const record = records.get(source.recordId);
      const labelling = labellingNow(source, record, keeping, context.labelsOf);
      if (isStale(source, labelling)) documents.push(updateOf(source, labelling));
      if (record !== undefined && isStale(record, labelling)) {
        updates.push(updateOf(record, labelling));
        relabelled.push({ ...record, ...labelling });
      }
      if (isStale(record ?? source, labelling)) changed.add(source._id);
    }
    if (keeping !== undefined && updates.length > 0) await write({ keeping, updates, relabelled }, context);
  }
  if (documents.length > 0) await database.collection<StoredSource>(sourcesCollection).bulkWrite(documents as never);
  return changed.size;
}

interface RelabelWrite {
  readonly keeping: Keeping;
  readonly updates: readonly AnyBulkWriteOperation<StoredDocument>[];
  readonly relabelled: readonly StoredDocument[];
}

/** Where others have to be told, in one transaction with that. */
async function write({ keeping, updates, relabelled }: RelabelWrite, { store, onWritten }: RelabelContext): Promise<void> {
  const { collection, type } = keeping.definition;
  const records = store.mongoose.collection<StoredDocument>(collection);
  if (onWritten === undefined) {
    await records.bulkWrite(updates as never);
    return;
  }
  await store.transaction(async (session) => {
    await records.bulkWrite(updates as never, { session });
    await onWritten(
      relabelled.map((document) => ({ type, document })),
      session,
      store,
    );
  });
}

async function recordsOf(database: Connection, { definition }: Keeping, sources: readonly StoredSource[]) {
  const ids = sources.map(({ recordId }) => recordId);
  const found = await database
    .collection<StoredDocument>(definition.collection)
    .find({ _id: { $in: ids } } as never)
    .toArray();
  return new Map(found.map((document) => [document._id as string, document as unknown as StoredDocument]));
}

function labellingNow(
  source: StoredSource,
  record: StoredDocument | undefined,
  keeping: Keeping | undefined,
  labelsOf: LabelsOf,
): Labelling {
  const line: IngestLine = {
    type: source.type,
    id: source.recordId,
    source: source.source,
    ...(record === undefined || keeping === undefined ? {} : { data: dataOf(keeping, record) }),
    ...(source.document === undefined ? {} : { document: source.document }),
    ...(source.sentLabels === undefined ? {} : { labels: source.sentLabels }),
  };
  return labellingOf(line, labelsOf);
}

function dataOf({ definition }: Keeping, record: StoredDocument): Readonly<Record<string, unknown>> {
  const { id: _id, recordedAt: _recordedAt, ...data } = toRecord(definition, record);
  return data;
}

const isStale = ({ labelKey }: Partial<Labelling>, now: Labelling): boolean => labelKey !== now.labelKey;

const updateOf = ({ _id, version }: { readonly _id: string; readonly version: number }, { labels, labelKey }: Labelling) => ({
  updateOne: { filter: { _id, version }, update: { $set: { labels: [...labels], labelKey } } },
});
