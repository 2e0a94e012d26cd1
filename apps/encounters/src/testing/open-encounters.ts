import { openSubgraph, type TestedApp } from '@health-graph/subgraph-kit/testing';
import { serve } from '../serve.ts';
import { type EncountersStore, openStore } from '../store/encounters-store.ts';

/** This subgraph over HTTP, on a store of its own. */
export const openEncounters = (permissions: TestedApp<EncountersStore>['permissions'] = 'open') =>
  openSubgraph({ name: 'encounters', openStore, serve, permissions });

export type OpenEncounters = Awaited<ReturnType<typeof openEncounters>>;

export const schemaFolder = new URL('../../../../schema/', import.meta.url);
