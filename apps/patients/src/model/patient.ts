import type { Patient as PatientRecord } from '@health-graph/records';

/** A patient as the store gives it: the record, and when this version of it was stored. */
export type Patient = PatientRecord & { readonly recordedAt: Date };

type Item<List> = List extends readonly (infer Member)[] ? Member : never;

export type HumanName = Item<NonNullable<PatientRecord['names']>>;
export type Address = Item<NonNullable<PatientRecord['addresses']>>;
export type RelatedPerson = Item<NonNullable<PatientRecord['relatedPersons']>>;
export type Coverage = Item<NonNullable<PatientRecord['coverages']>>;
export type Registration = Item<NonNullable<PatientRecord['registrations']>>;
