import { Type } from 'typebox';
import { closed, codeableConcept, identifier, integer, list, optional, period, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 encounter status. */
export const encounterStatus = Type.Enum([
  'PLANNED',
  'ARRIVED',
  'TRIAGED',
  'IN_PROGRESS',
  'ONLEAVE',
  'FINISHED',
  'CANCELLED',
  'ENTERED_IN_ERROR',
  'UNKNOWN',
]);

/** HL7 v3 ActCode for encounters. */
export const encounterClass = Type.Enum(['AMB', 'EMER', 'FLD', 'HH', 'IMP', 'ACUTE', 'NONAC', 'OBSENC', 'PRENC', 'SS', 'VR']);

/** Somebody who took part in a contact (Người tham gia). */
export const encounterParticipant = Type.Object(
  {
    role: optional(codeableConcept),
    practitionerId: optional(recordReference),
    name: optional(text),
    period: optional(period),
  },
  closed,
);

/** A diagnosis in its place within a contact. */
export const encounterDiagnosis = Type.Object(
  {
    conditionId: optional(recordReference),
    use: optional(codeableConcept),
    rank: optional(integer),
  },
  closed,
);

/** About an inpatient stay (Nội trú). */
export const hospitalization = Type.Object(
  {
    admitSource: optional(codeableConcept),
    dischargeDisposition: optional(codeableConcept),
  },
  closed,
);

/** Result of the treatment, KET_QUA_DTRI in XML1 (QD 4750/QD-BYT). */
export const treatmentOutcome = Type.Enum(['RECOVERED', 'IMPROVED', 'UNCHANGED', 'WORSE', 'DECEASED']);

/** A contact between a patient and a facility (Lượt khám, đợt điều trị). FHIR R4 Encounter. */
export const encounter = defineRecord({
  type: 'Encounter',
  subgraph: 'encounters',
  collection: 'encounters',
  rowClass: 'admin',
  sortBy: 'period',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { facilityId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { 'participants.practitionerId': 1, sortAt: -1, _id: -1, labelKey: 1 },
    { visitCode: 1 },
  ],
  schema: Type.Object(
    {
      identifiers: optional(list(identifier)),
      visitCode: optional(text),
      status: optional(encounterStatus),
      class: optional(encounterClass),
      types: optional(list(codeableConcept)),
      visitRoute: optional(text),
      patientId: recordReference,
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
      locationName: optional(text),
      participants: optional(list(encounterParticipant)),
      period: optional(period),
      reasons: optional(list(codeableConcept)),
      diagnoses: optional(list(encounterDiagnosis)),
      hospitalization: optional(hospitalization),
      outcome: optional(treatmentOutcome),
    },
    closed,
  ),
});
export type Encounter = RecordOf<typeof encounter>;
