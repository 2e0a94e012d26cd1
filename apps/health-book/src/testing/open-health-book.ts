import { openSubgraph, sdlOfTest, type TestedApp } from '@health-graph/subgraph-kit/testing';
import { testId } from '../model/builders.ts';
import { serve } from '../serve.ts';
import { type HealthBookStore, openStore } from '../store/health-book-store.ts';

/** The day on which tests happen. */
export const now = Date.parse('2026-06-15T09:00:00+07:00');

/** This subgraph over HTTP, on a store of its own. */
export const openHealthBook = (permissions: TestedApp<HealthBookStore>['permissions'] = 'open') =>
  openSubgraph({ name: 'health-book', openStore, serve: (store, config) => serve(store, config, () => now), permissions });

export const sdl = await sdlOfTest(new URL('../../../../schema/', import.meta.url), 'health-book');

/** The n-th entity of a type as the gateway names it; whose contact an encounter is, is told by the medical record. */
export const representationOf = (typename: string, number: number, patient = number) => ({
  __typename: typename,
  id: testId(typename, number),
  ...(typename === 'Encounter' ? { subject: { __typename: 'Patient', id: testId('Patient', patient) } } : {}),
});
