import { openSubgraph } from '@health-graph/subgraph-kit/testing';
import { serve } from '../serve.ts';
import { openStore } from '../store/pharmacy-store.ts';

/** This subgraph over HTTP, on a store of its own. */
export const openPharmacy = () => openSubgraph({ name: 'pharmacy', openStore, serve });

export type OpenPharmacy = Awaited<ReturnType<typeof openPharmacy>>;

export const schemaFolder = new URL('../../../../schema/', import.meta.url);
