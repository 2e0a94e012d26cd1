import { openSubgraph } from '@health-graph/subgraph-kit/testing';
import { serve } from '../serve.ts';
import { openStore } from '../store/encounters-store.ts';

/** This subgraph over HTTP, on a store of its own. */
export const openEncounters = () => openSubgraph({ name: 'encounters', openStore, serve });

export type OpenEncounters = Awaited<ReturnType<typeof openEncounters>>;

export const schemaFolder = new URL('../../../../schema/', import.meta.url);
