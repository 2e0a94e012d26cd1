import type { HealthBook as HealthBookRecord } from '@health-graph/records';
import type { ContactReference, EntityReference } from '@health-graph/subgraph-kit';

// Types whose records name other entities by id, or need a resolver; all others read as their SDL does.
export type { Appointment, BookVisit, Immunization, SelfMeasurement } from '@health-graph/records';
export type { CommuneAdoption } from '../model/adoption.ts';

export type HealthBook = HealthBookRecord & { readonly recordedAt: Date };
export type Encounter = ContactReference;
export type Facility = EntityReference<'Facility'>;
export type Patient = EntityReference<'Patient'>;
