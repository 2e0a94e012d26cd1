import type { ContactReference, EntityReference } from '@health-graph/subgraph-kit';

// Types whose records name other entities by id, or need a resolver; all others read as their SDL does.
export type { DrugInteraction, Medication, MedicationDispense, MedicationRequest } from '@health-graph/records';

export type Patient = EntityReference<'Patient'>;
export type Encounter = ContactReference;
export type Practitioner = EntityReference<'Practitioner'>;
export type Facility = EntityReference<'Facility'>;
export type Condition = EntityReference<'Condition'>;
