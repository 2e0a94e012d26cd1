import type { IngestLine, IngestOutcome, RecordDefinition } from '@health-graph/records';
import type { ClientSession } from 'mongoose';
import type { Filter } from './keyset.ts';
import type { RecordCollection } from './record-collection.ts';
import type { StoredDocument, StoredRecord } from './stored-record.ts';

type Definitions = Readonly<Record<string, RecordDefinition>>;

/** What one command reads and writes, all of it or nothing. The command may run twice, because the driver retries: it touches nothing else. */
export interface RecordTransaction<Known extends Definitions> {
  /** For what a subgraph keeps beside its records: an outbox, the keys of retried mutations. */
  readonly session: ClientSession;
  /** The record as the transaction's snapshot has it. Two commands that read one version and both write it collide, and one runs again. */
  get<Type extends keyof Known & string>(type: Type, id: string): Promise<StoredRecord<Known[Type]> | undefined>;
  find<Type extends keyof Known & string>(type: Type, filter: Filter): Promise<readonly StoredRecord<Known[Type]>[]>;
  /** As at ingest: idempotent by source and hash, labelled, the version before kept. */
  upsert(lines: readonly IngestLine[]): Promise<IngestOutcome[]>;
}

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
