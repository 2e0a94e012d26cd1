import { Type } from 'typebox';
import { closed, codeableConcept, list, optional, period, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 request status. */
export const requestStatus = Type.Enum(['DRAFT', 'ACTIVE', 'ON_HOLD', 'REVOKED', 'COMPLETED', 'ENTERED_IN_ERROR', 'UNKNOWN']);

/** FHIR R4 care plan intent. */
export const requestIntent = Type.Enum(['PROPOSAL', 'PLAN', 'ORDER', 'OPTION']);

/** FHIR R4 care plan activity status. */
export const carePlanActivityStatus = Type.Enum([
  'NOT_STARTED',
  'SCHEDULED',
  'IN_PROGRESS',
  'ON_HOLD',
  'COMPLETED',
  'CANCELLED',
  'STOPPED',
  'UNKNOWN',
  'ENTERED_IN_ERROR',
]);

/** Something a plan asks for. */
export const carePlanActivity = Type.Object(
  {
    code: optional(codeableConcept),
    status: optional(carePlanActivityStatus),
    description: optional(text),
    locationName: optional(text),
  },
  closed,
);

/** A plan of care (Kế hoạch chăm sóc, phác đồ theo dõi). FHIR R4 CarePlan. */
export const carePlan = defineRecord({
  type: 'CarePlan',
  subgraph: 'encounters',
  collection: 'care_plans',
  rowClass: 'clinical',
  sortBy: 'period',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }],
  schema: Type.Object(
    {
      status: optional(requestStatus),
      intent: optional(requestIntent),
      categories: optional(list(codeableConcept)),
      title: optional(text),
      description: optional(text),
      patientId: recordReference,
      encounterId: optional(recordReference),
      period: optional(period),
      addressedConditionIds: optional(list(recordReference)),
      goalIds: optional(list(recordReference)),
      activities: optional(list(carePlanActivity)),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type CarePlan = RecordOf<typeof carePlan>;
