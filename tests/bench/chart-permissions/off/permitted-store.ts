import type { RecordStore } from '@health-graph/store';

type AnyStore = RecordStore<Readonly<Record<string, never>>>;

/** The whole store. */
export const permitted = ({ collections, cursors }: AnyStore) => ({ collections, cursors, permissions: undefined });
