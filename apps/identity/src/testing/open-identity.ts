import { openSubgraph, sdlOfTest } from '@health-graph/subgraph-kit/testing';
import { serve } from '../serve.ts';
import { openStore } from '../store/identity-store.ts';

/** The day on which tests happen. */
export const now = Date.parse('2026-06-15T09:00:00+07:00');

/** This subgraph over HTTP, on a store of its own. */
export const openIdentity = () =>
  openSubgraph({ name: 'identity', openStore, serve: (store, config) => serve(store, config, { now: () => now }) });

export const sdl = await sdlOfTest(new URL('../../../../schema/', import.meta.url), 'identity');
