import type { AdministrativeUnit, Patient } from '@health-graph/records';
import { openSubgraph, sdlOfTest, type TestedApp, type TestRecord } from '@health-graph/subgraph-kit/testing';
import { serve } from '../serve.ts';
import { openStore, type PatientsStore } from '../store/patients-store.ts';

/** The day on which tests happen. */
export const now = Date.parse('2026-06-15T09:00:00+07:00');

/** This subgraph over HTTP, on a store of its own. */
export const openPatients = (permissions: TestedApp<PatientsStore>['permissions'] = 'open') =>
  openSubgraph({ name: 'patients', openStore, permissions, serve: (store, config) => serve(store, config, () => now) });

export const sdl = await sdlOfTest(new URL('../../../../schema/', import.meta.url), 'patients');

export const patientRecord = (record: Patient): TestRecord => ({ type: 'Patient', record });
export const unitRecord = (record: AdministrativeUnit): TestRecord => ({ type: 'AdministrativeUnit', record });
