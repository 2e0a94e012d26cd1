import { VersionConflict } from '@health-graph/errors';
import type { IngestLine, IngestOutcome } from '@health-graph/records';
import type { ClientSession } from 'mongoose';
import { type CheckedLine, checkLine } from './check-line.ts';
import type { StoreConnection } from './connect.ts';
import { isDuplicateKey } from './failures.ts';
import { raiseDependents, withInheritedLabels } from './inherited-labels.ts';
import { type Labelling, type LabelsOf, labellingOf } from './labelling.ts';
import { type PlannedWrite, planBatch, roundsOf } from './plan-batch.ts';
import { type SourceState, type StoredSource, sourceKeyOf, sourcesCollection, toStoredSource } from './source-document.ts';
import { type Keeping, type StoredDocument, toDocument } from './stored-record.ts';
import { type Provenance, type Replacement, type Versioned, writeVersions } from './versions.ts';

export interface IngestContext {
  readonly store: StoreConnection;
  /** How each type is kept. */
  readonly kept: ReadonlyMap<string, Keeping>;
  readonly labelsOf: LabelsOf;
  readonly provenance: Provenance;
  readonly now: () => number;
  readonly onWritten?: OnWritten | undefined;
}

/** A record as it was just written. */
export interface WrittenRecord {
  readonly type: string;
  readonly document: StoredDocument;
}

/**
 * Writes what has to become known elsewhere, within the transaction of the records themselves: an outbox. Also told of records that are raised as they
 * are, at the version that they have.
 */
export type OnWritten = (records: readonly WrittenRecord[], session: ClientSession, store: StoreConnection) => Promise<void>;

/**
 * Writes a batch of lines in one transaction: all of it or nothing. The number of commands depends on how many record types the batch has,
 * not on how many lines.
 */
export async function ingest(lines: readonly IngestLine[], context: IngestContext): Promise<IngestOutcome[]> {
  const checked = lines.map((line) => checkLine(line, context.kept));
  if (checked.every(({ refusal }) => refusal !== undefined)) return checked.flatMap(({ refusal }) => refusal ?? []);
  return againAfterDuplicates(() => context.store.transaction((session) => writeRounds(checked, session, context)));
}

/** The same within a transaction that somebody else ends. */
export const ingestWithin = (session: ClientSession, lines: readonly IngestLine[], context: IngestContext): Promise<IngestOutcome[]> =>
  writeRounds(
    lines.map((line) => checkLine(line, context.kept)),
    session,
    context,
  );

/** Runs a transaction again when another writer created the same key after its snapshot: the next attempt sees it. */
export async function againAfterDuplicates<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (failure) {
      if (!isDuplicateKey(failure)) throw failure;
      if (attempt === 3) throw new VersionConflict('A record was written under another source meanwhile.', {}, { cause: failure });
    }
  }
}

async function writeRounds(lines: readonly CheckedLine[], session: ClientSession, context: IngestContext): Promise<IngestOutcome[]> {
  const outcomes: IngestOutcome[] = [];
  for (const round of roundsOf(lines)) {
    const { writes, outcomes: decided } = planBatch(round, await knownSources(round, session, context));
    await writeRound(writes, session, context);
    outcomes.push(...decided);
  }
  return outcomes;
}

async function knownSources(
  lines: readonly CheckedLine[],
  session: ClientSession,
  { store }: IngestContext,
): Promise<Map<string, SourceState>> {
  const keys = lines.flatMap((checked) => (checked.refusal === undefined ? [sourceKeyOf(checked.line)] : []));
  const found = await store.mongoose
    .collection<StoredSource>(sourcesCollection)
    .find({ _id: { $in: keys } }, { session, projection: { recordId: 1, version: 1, hashes: 1, arrival: 1 }, batchSize: keys.length + 1 })
    .toArray();
  return new Map(found.map((source) => [source._id, source]));
}

/** A write and the labels of what it writes: computed once for the record and its source. */
type LabelledWrite = PlannedWrite & { readonly labelling: Labelling };

async function writeRound(planned: readonly PlannedWrite[], session: ClientSession, context: IngestContext): Promise<void> {
  if (planned.length === 0) return;
  const { store, kept, labelsOf, provenance, now, onWritten } = context;
  const inheriting = await withInheritedLabels(planned, context, session);
  const writes = inheriting.map((write) => ({ ...write, labelling: labellingOf(write.line, labelsOf) }));
  const moment = now();
  const at = new Date(moment);
  const writing = { session, provenance, at };
  const sources = writes.map((write, place) => ({
    key: write.key,
    isNew: write.before === undefined,
    after: sourceAfter(write, { at, place }),
  }));
  await write(store, sourcesCollection, sources, writing);
  for (const [collection, group] of byCollection(writes, kept)) {
    const documents = group.map(({ line, key, before, keeping, labelling }) => ({
      key: line.id,
      isNew: before === undefined,
      // A record that was taken out and comes back goes on counting behind the versions that are kept of it.
      after: toDocument(keeping, line, { version: (before?.version ?? 0) + 1, sourceKey: key, recordedAt: at, ...labelling }),
    }));
    const written = await write<StoredDocument>(store, collection, documents, writing);
    await onWritten?.(
      written.map((document, place) => ({ type: group[place]?.line.type ?? '', document })),
      session,
      store,
    );
  }
  await raiseDependents(
    inheriting.map(({ line }) => line),
    context,
    session,
  );
}

/** Arrival counts microseconds, so that the lines of one batch keep their order. */
function sourceAfter(
  { line, before, labelling }: LabelledWrite,
  { at, place }: { readonly at: Date; readonly place: number },
): StoredSource {
  return toStoredSource(line, {
    version: (before?.version ?? 0) + 1,
    hashes: [...(before?.hashes ?? []), line.source.hash],
    arrival: before?.arrival ?? at.getTime() * 1000 + place,
    recordedAt: at,
    ...labelling,
  });
}

function byCollection(writes: readonly LabelledWrite[], kept: IngestContext['kept']) {
  const groups = new Map<string, (LabelledWrite & { readonly keeping: Keeping })[]>();
  for (const write of writes) {
    const keeping = kept.get(write.line.type);
    if (keeping === undefined || write.line.data === undefined) continue;
    const { collection } = keeping.definition;
    const group = groups.get(collection) ?? [];
    group.push({ ...write, keeping });
    groups.set(collection, group);
  }
  return groups;
}

interface Written<Document extends Versioned> {
  readonly key: string;
  readonly isNew: boolean;
  readonly after: Document;
}

/** Writes documents of one collection, and gives them back; those that may exist are read first, because their version before must be kept. */
async function write<Document extends Versioned>(
  store: StoreConnection,
  collection: string,
  documents: readonly Written<Document>[],
  writing: Parameters<typeof writeVersions>[3],
): Promise<readonly Document[]> {
  const keys = documents.filter(({ isNew }) => !isNew).map(({ key }) => key);
  const before = await versionsBefore<Document>(store, collection, keys, writing.session);
  const created: Document[] = [];
  const replaced: Replacement<Document>[] = [];
  const written = documents.map(({ key, after }) => {
    const previous = before.get(key);
    const next = previous === undefined ? after : { ...after, version: previous.version + 1 };
    if (previous === undefined) created.push(next);
    else replaced.push({ before: previous, after: next });
    return next;
  });
  await writeVersions(store.mongoose, collection, { created, replaced }, writing);
  return written;
}

async function versionsBefore<Document extends Versioned>(
  store: StoreConnection,
  collection: string,
  keys: readonly string[],
  session: ClientSession,
) {
  if (keys.length === 0) return new Map<string, Document>();
  const found = await store.mongoose
    .collection<Versioned>(collection)
    .find({ _id: { $in: [...keys] } }, { session, batchSize: keys.length + 1 })
    .toArray();
  return new Map(found.map((document) => [document._id, document as unknown as Document]));
}
