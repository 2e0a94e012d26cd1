import type { Goal } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, enumCode, listOf, present, quantity, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/goal.html */
export const mapGoal = (resource: fhir.Goal, { patientId, idOf }: MappingContext): DataOf<Goal> => ({
  patientId,
  ...present({
    lifecycleStatus: enumCode<NonNullable<Goal['lifecycleStatus']>>(resource.lifecycleStatus),
    achievementStatus: concept(resource.achievementStatus),
    description: concept(resource.description),
    startDate: resource.startDate,
    targets: listOf(resource.target, ({ measure, detailQuantity, dueDate }) =>
      unlessEmpty(present({ measure: concept(measure), detailQuantity: quantity(detailQuantity), dueDate })),
    ),
    addressedConditionIds: listOf(resource.addresses, (condition) => idOf(condition, 'Condition')),
  }),
});
