import { Type } from 'typebox';
import { closed, codeableConcept, date, list, optional, quantity, recordReference } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 goal lifecycle status. */
export const goalLifecycleStatus = Type.Enum([
  'PROPOSED',
  'PLANNED',
  'ACCEPTED',
  'ACTIVE',
  'ON_HOLD',
  'COMPLETED',
  'CANCELLED',
  'ENTERED_IN_ERROR',
  'REJECTED',
]);

/** A measure to reach. */
export const goalTarget = Type.Object(
  {
    measure: optional(codeableConcept),
    detailQuantity: optional(quantity),
    dueDate: optional(date),
  },
  closed,
);

/** What care aims at (Mục tiêu điều trị). FHIR R4 Goal. */
export const goal = defineRecord({
  type: 'Goal',
  subgraph: 'encounters',
  collection: 'goals',
  rowClass: 'clinical',
  sortBy: 'startDate',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }],
  schema: Type.Object(
    {
      lifecycleStatus: optional(goalLifecycleStatus),
      achievementStatus: optional(codeableConcept),
      description: optional(codeableConcept),
      patientId: recordReference,
      startDate: optional(date),
      targets: optional(list(goalTarget)),
      addressedConditionIds: optional(list(recordReference)),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
    },
    closed,
  ),
});
export type Goal = RecordOf<typeof goal>;
