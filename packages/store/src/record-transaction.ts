import type { IngestLine, IngestOutcome, RecordDefinition } from '@health-graph/records';
import type { ClientSession, Connection } from 'mongoose';
import type { Filter } from './keyset.ts';
import type { RecordCollection } from './record-collection.ts';
import type { StoredDocument, StoredRecord } from './stored-record.ts';
import { type Provenance, removeVersion, type Versioned } from './versions.ts';

type Definitions = Readonly<Record<string, RecordDefinition>>;

/** What one command reads and writes, all of it or nothing. The command may run twice, because the driver retries: it touches nothing else. */
export interface RecordTransaction<Known extends Definitions> {
  /** For what a subgraph keeps beside its records: an outbox, the keys of retried mutations. */
  readonly session: ClientSession;
  /** The record as the transaction's snapshot has it. Two commands that read one version and both write it collide, and one runs again. */
  get<Type extends keyof Known & string>(type: Type, id: string): Promise<StoredRecord<Known[Type]> | undefined>;
  find<Type extends keyof Known & string>(type: Type, filter: Filter): Promise<readonly StoredRecord<Known[Type]>[]>;
  /** Takes a record out that should never have been; it stays among the earlier versions. Nothing happens where there is none. */
  remove<Type extends keyof Known & string>(type: Type, id: string): Promise<void>;
  /** As at ingest: idempotent by source and hash, labelled, the version before kept. */
  upsert(lines: readonly IngestLine[]): Promise<IngestOutcome[]>;
}

interface Writing {
  readonly session: ClientSession;
  readonly provenance: Provenance;
  readonly at: Date;
}

/** Removal, within a transaction over these collections. */
export const transactionRemoval =
  <Known extends Definitions>(
    connection: Connection,
    collections: { readonly [Type in keyof Known]: RecordCollection<Known[Type]> },
    writing: Writing,
  ): RecordTransaction<Known>['remove'] =>
  async (type, id) => {
    const { collection } = collections[type].definition;
    const before = await connection.collection<Versioned>(collection).findOne({ _id: id }, { session: writing.session });
    if (before !== null) await removeVersion(connection, collection, before, writing);
  };

/** The reads of a transaction over these collections. */
export function transactionReads<Known extends Definitions>(
  collections: { readonly [Type in keyof Known]: RecordCollection<Known[Type]> },
  session: ClientSession,
): Pick<RecordTransaction<Known>, 'get' | 'find'> {
  const find: RecordTransaction<Known>['find'] = async (type, filter) => {
    const { model, toRecord } = collections[type];
    const documents = await model.find(filter).session(session).lean<StoredDocument[]>().exec();
    return documents.map((document) => toRecord(document));
  };
  return { find, get: async (type, id) => (await find(type, { _id: id }))[0] };
}
