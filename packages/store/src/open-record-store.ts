import type { RecordDefinition } from '@health-graph/records';
import { connect } from './connect.ts';
import { type RecordStore, type RecordStoreOptions, recordStore } from './record-store.ts';

/** Where a subgraph keeps its records. */
export interface StoreLocation {
  /** A replica set, a sharded cluster, or the embedded server. */
  readonly storeUrl: string;
  readonly database: string;
}

/**
 * Connects, and creates what is missing of collections and indexes; `close` ends the connection.
 * @throws {StoreUnavailable} when no server answers
 */
export async function openRecordStore<const Definitions extends Readonly<Record<string, RecordDefinition>>>(
  { storeUrl, database }: StoreLocation,
  options: RecordStoreOptions<Definitions>,
): Promise<RecordStore<Definitions>> {
  const store = recordStore(await connect({ url: storeUrl, database }), options);
  try {
    await store.prepare();
    return store;
  } catch (failure) {
    await store.close();
    throw failure;
  }
}
