import type { IngestLine, IngestOutcome, RecordDefinition, SourceDocument } from '@health-graph/records';
import type { StoreConnection } from './connect.ts';
import { type Cursors, createCursors } from './cursor.ts';
import type { Derivation, Derivations } from './derivation.ts';
import { isNamespaceExists, storeFailure, translated } from './failures.ts';
import { againAfterDuplicates, type IngestContext, ingest, ingestWithin, type OnWritten } from './ingest.ts';
import type { LabelsOf } from './labelling.ts';
import { type RecordCollection, recordCollection } from './record-collection.ts';
import { type RecordTransaction, transactionReads, transactionRemoval } from './record-transaction.ts';
import { type Relabelled, type RelabelOptions, relabel } from './relabel.ts';
import { type StoredSource, sourcesCollection, toSourceDocument } from './source-document.ts';
import { type Provenance, versionsOf } from './versions.ts';

/** Which documents an export asks for: a patient's, or those of given records. */
export type DocumentQuery = { readonly patientId: string } | { readonly ids: readonly string[] };

/** All records of one subgraph, by type, and the documents they were read from. */
export interface RecordStore<Definitions extends Readonly<Record<string, RecordDefinition>>> {
  readonly connection: StoreConnection;
  /** For lists of what is no record. */
  readonly cursors: Cursors;
  readonly collections: { readonly [Type in keyof Definitions]: RecordCollection<Definitions[Type]> };
  /** Creates collections and indexes that are missing; run it before the first write. */
  prepare(): Promise<void>;
  isReady(): Promise<boolean>;
  /** Writes a batch in one transaction; idempotent by source and hash. One outcome for each line, in their order. */
  upsert(lines: readonly IngestLine[], provenance?: Provenance): Promise<IngestOutcome[]>;
  /** A command: reads and writes in one transaction, by `provenance`. It may run twice. */
  transaction<Result>(provenance: Provenance, work: (transaction: RecordTransaction<Definitions>) => Promise<Result>): Promise<Result>;
  /** Documents as they came, in the order of arrival, read as they are consumed. */
  documentsOf(query: DocumentQuery): AsyncIterable<SourceDocument>;
  /** Labels everything anew, after the code lists changed. */
  relabel(options: RelabelOptions): Promise<Relabelled>;
  close(): Promise<void>;
}

export interface RecordStoreOptions<Definitions extends Readonly<Record<string, RecordDefinition>>> {
  readonly definitions: Definitions;
  /** What is computed from records of a type when they are written. */
  readonly derivations?: Derivations<Definitions>;
  /** The classes that a record's codes raise it to, asked whenever a record or a document is written. Without it nothing could be hidden, so it must be given. */
  readonly labelsOf: LabelsOf;
  /** Called within each transaction that writes records, with those of one type at a time. */
  readonly onWritten?: OnWritten;
  /** Collections that the subgraph keeps beside its records, created with them: within a transaction none can be. */
  readonly beside?: readonly BesideCollection[];
  /** Without them, cursors that only this very store can read. */
  readonly cursors?: Cursors;
  /** Milliseconds since 1970; the clock unless a test gives its own. */
  readonly now?: () => number;
}

/** An outbox, the keys of retried mutations: what is no record. */
export interface BesideCollection {
  readonly name: string;
  readonly indexes?: readonly Readonly<Record<string, 1 | -1>>[];
}

const byIngest: Provenance = { author: 'system:ingest', reason: 'ingest' };

/** The records of `definitions` in this store. It owns the connection from here on: `close` closes it. */
export function recordStore<const Definitions extends Readonly<Record<string, RecordDefinition>>>(
  connection: StoreConnection,
  {
    definitions,
    derivations = {},
    labelsOf,
    onWritten,
    beside = [],
    cursors = createCursors(),
    now = Date.now,
  }: RecordStoreOptions<Definitions>,
): RecordStore<Definitions> {
  const derivationOf = derivations as Readonly<Record<string, Derivation | undefined>>;
  const entries = Object.entries(definitions).map(
    ([type, definition]) => [type, recordCollection(connection, definition as RecordDefinition, cursors, derivationOf[type])] as const,
  );
  const kept = new Map(
    Object.entries(definitions).map(([type, definition]) => [
      definition.type,
      { definition: definition as RecordDefinition, derivation: derivationOf[type] },
    ]),
  );
  const collections = Object.fromEntries(entries) as unknown as RecordStore<Definitions>['collections'];
  const writing = (provenance: Provenance): IngestContext => ({ store: connection, kept, labelsOf, provenance, now, onWritten });
  return {
    connection,
    cursors,
    collections,
    prepare: () =>
      translated(() =>
        prepare(
          connection,
          entries.map(([, collection]) => collection),
          beside,
        ),
      ),
    isReady: () => connection.isReady(),
    upsert: (lines, provenance = byIngest) => translated(() => ingest(lines, writing(provenance))),
    transaction: (provenance, work) =>
      againAfterDuplicates(() =>
        connection.transaction((session) =>
          work({
            session,
            ...transactionReads<Definitions>(collections, session),
            remove: transactionRemoval<Definitions>(connection.mongoose, collections, { session, provenance, at: new Date(now()) }),
            upsert: (lines) => ingestWithin(session, lines, writing(provenance)),
          }),
        ),
      ),
    documentsOf: (query) => documentsOf(connection, query),
    relabel: (options) => translated(() => relabel({ store: connection, kept, labelsOf, onWritten }, options)),
    close: () => connection.close(),
  };
}

async function prepare(
  connection: StoreConnection,
  collections: readonly RecordCollection[],
  beside: readonly BesideCollection[],
): Promise<void> {
  const names = [sourcesCollection, ...collections.map(({ definition }) => definition.collection)];
  const present = new Set((await connection.mongoose.listCollections()).map(({ name }) => name));
  const wanted = [...names.flatMap((collection) => [collection, versionsOf(collection)]), ...beside.map(({ name }) => name)];
  for (const name of wanted.filter((candidate) => !present.has(candidate))) await create(connection, name);
  const sources = connection.mongoose.collection(sourcesCollection);
  await sources.createIndexes([
    { key: { patientId: 1, arrival: 1 }, name: 'patientId_1_arrival_1' },
    { key: { recordId: 1 }, name: 'recordId_1' },
  ]);
  for (const { model } of collections) {
    const indexes = model.schema.indexes().map(([key]) => ({ key: key as Record<string, 1 | -1> }));
    if (indexes.length > 0) await model.collection.createIndexes(indexes);
  }
  for (const { name, indexes = [] } of beside) {
    if (indexes.length > 0) await connection.mongoose.collection(name).createIndexes(indexes.map((key) => ({ key: { ...key } })));
  }
}

/** Another process may create it at the same time. */
async function create(connection: StoreConnection, name: string): Promise<void> {
  try {
    await connection.mongoose.createCollection(name);
  } catch (failure) {
    if (!isNamespaceExists(failure)) throw failure;
  }
}

async function* documentsOf(connection: StoreConnection, query: DocumentQuery): AsyncGenerator<SourceDocument> {
  const wanted = 'patientId' in query ? { patientId: query.patientId } : { recordId: { $in: [...query.ids] } };
  // A small batch, because one document may be 16 MB.
  const cursor = connection.mongoose
    .collection<StoredSource>(sourcesCollection)
    .find({ ...wanted, document: { $exists: true } }, { sort: { arrival: 1 }, batchSize: 50 });
  try {
    for await (const stored of cursor) {
      if (stored.document !== undefined) yield toSourceDocument({ ...stored, document: stored.document });
    }
  } catch (failure) {
    throw storeFailure(failure);
  } finally {
    await cursor.close();
  }
}
