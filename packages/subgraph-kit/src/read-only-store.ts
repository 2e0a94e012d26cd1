import { NotFound } from '@health-graph/errors';
import type { SubgraphStore } from './subgraph-store.ts';

/** What a subgraph tells of a store that others fill: a hospital's own information system. */
export interface ReadOnlyStoreOptions {
  /** Whether it answers now; asked by `GET /health`. Default: always. */
  readonly isReady?: () => Promise<boolean>;
  readonly close?: () => Promise<void>;
}

/** A store for `startSubgraph` into which nothing is imported, and whose documents nobody exports. */
export function readOnlyStore({ isReady = async () => true, close = async () => undefined }: ReadOnlyStoreOptions = {}): SubgraphStore {
  return {
    isReady,
    upsert: async () => {
      throw new NotFound('Nothing is imported into this subgraph.');
    },
    // biome-ignore lint/correctness/useYield: there is nothing to give.
    documentsOf: async function* () {
      throw new NotFound('This subgraph keeps no documents.');
    },
    close,
  };
}
