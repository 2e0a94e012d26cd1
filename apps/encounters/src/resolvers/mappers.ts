import type { DiagnosticReport, DocumentReference, Encounter as EncounterRecord } from '@health-graph/records';
import type { EntityReference } from '@health-graph/subgraph-kit';

// Types whose records name other entities by id, or need a resolver; all others read as their SDL does.
export type {
  AllergyIntolerance,
  CarePlan,
  Condition,
  DiagnosticReport,
  DocumentReference,
  Encounter,
  Goal,
  ImagingStudy,
  Observation,
  Procedure,
} from '@health-graph/records';

export type EncounterParticipant = NonNullable<EncounterRecord['participants']>[number];
export type EncounterDiagnosis = NonNullable<EncounterRecord['diagnoses']>[number];

export type Patient = EntityReference<'Patient'>;
export type Facility = EntityReference<'Facility'>;
export type Department = EntityReference<'Department'>;
export type Practitioner = EntityReference<'Practitioner'>;

type StoredAttachment = NonNullable<DocumentReference['attachments'] | DiagnosticReport['presentedForms']>[number];

/** An attachment without its content, and where the content is. */
export interface Attachment extends Omit<StoredAttachment, 'data'> {
  /** The record that holds it. */
  readonly recordId: string;
  readonly recordType: 'DocumentReference' | 'DiagnosticReport';
  /** Its place among the attachments of that record. */
  readonly index: number;
}
