import type { RecordDefinition } from '@health-graph/records';
import { connect } from './connect.ts';
import { createCursors } from './cursor.ts';
import { type RecordStore, type RecordStoreOptions, recordStore } from './record-store.ts';

/** Where a subgraph keeps its records. */
export interface StoreLocation {
  /** A replica set, a sharded cluster, or the embedded server. */
  readonly storeUrl: string;
  readonly database: string;
  /** Shared by all parts of one installation; cursors are encrypted with a key that follows from it. */
  readonly internalSecret: string;
}

/**
 * Connects, and creates what is missing of collections and indexes; `close` ends the connection.
 * @throws {StoreUnavailable} when no server answers
 */
export async function openRecordStore<const Definitions extends Readonly<Record<string, RecordDefinition>>>(
  { storeUrl, database, internalSecret }: StoreLocation,
  options: Omit<RecordStoreOptions<Definitions>, 'cursors'>,
): Promise<RecordStore<Definitions>> {
  const store = recordStore(await connect({ url: storeUrl, database }), { ...options, cursors: createCursors(internalSecret) });
  try {
    await store.prepare();
    return store;
  } catch (failure) {
    await store.close();
    throw failure;
  }
}
