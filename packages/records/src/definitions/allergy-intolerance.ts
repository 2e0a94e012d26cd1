import { Type } from 'typebox';
import { closed, codeableConcept, dateTime, list, optional, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 allergy clinical status. */
export const allergyClinicalStatus = Type.Enum(['ACTIVE', 'INACTIVE', 'RESOLVED']);

/** FHIR R4 allergy verification status. */
export const allergyVerificationStatus = Type.Enum(['UNCONFIRMED', 'CONFIRMED', 'REFUTED', 'ENTERED_IN_ERROR']);

/** FHIR R4 allergy type. */
export const allergyType = Type.Enum(['ALLERGY', 'INTOLERANCE']);

/** FHIR R4 allergy category. */
export const allergyCategory = Type.Enum(['FOOD', 'MEDICATION', 'ENVIRONMENT', 'BIOLOGIC']);

/** FHIR R4 allergy criticality. */
export const allergyCriticality = Type.Enum(['LOW', 'HIGH', 'UNABLE_TO_ASSESS']);

/** FHIR R4 reaction severity. */
export const reactionSeverity = Type.Enum(['MILD', 'MODERATE', 'SEVERE']);

/** A reaction that was seen (Biểu hiện dị ứng). */
export const allergyReaction = Type.Object(
  {
    manifestations: optional(list(codeableConcept)),
    severity: optional(reactionSeverity),
    description: optional(text),
  },
  closed,
);

/** An allergy or intolerance (Dị ứng, không dung nạp; history group of QD 31/QD-BYT). FHIR R4 AllergyIntolerance. */
export const allergyIntolerance = defineRecord({
  type: 'AllergyIntolerance',
  subgraph: 'encounters',
  collection: 'allergy_intolerances',
  rowClass: 'clinical',
  sortBy: 'recordedDate',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }],
  schema: Type.Object(
    {
      clinicalStatus: optional(allergyClinicalStatus),
      verificationStatus: optional(allergyVerificationStatus),
      type: optional(allergyType),
      categories: optional(list(allergyCategory)),
      criticality: optional(allergyCriticality),
      code: optional(codeableConcept),
      patientId: recordReference,
      recordedDate: optional(dateTime),
      recorderId: optional(recordReference),
      reactions: optional(list(allergyReaction)),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type AllergyIntolerance = RecordOf<typeof allergyIntolerance>;
