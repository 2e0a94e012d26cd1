import { openSubgraph, type TestedApp } from '@health-graph/subgraph-kit/testing';
import { testId } from '../model/builders.ts';
import { serve } from '../serve.ts';
import { openStore, type PharmacyStore } from '../store/pharmacy-store.ts';

/** This subgraph over HTTP, on a store of its own. */
export const openPharmacy = (permissions: TestedApp<PharmacyStore>['permissions'] = 'open') =>
  openSubgraph({ name: 'pharmacy', openStore, serve, permissions });

export type OpenPharmacy = Awaited<ReturnType<typeof openPharmacy>>;

export const schemaFolder = new URL('../../../../schema/', import.meta.url);

/** The n-th entity of a type as the gateway names it; whose contact an encounter is, is told by the medical record. */
export const representationOf = (typename: string, number: number, patient = number) => ({
  __typename: typename,
  id: testId(typename, number),
  ...(typename === 'Encounter' ? { subject: { __typename: 'Patient', id: testId('Patient', patient) } } : {}),
});
