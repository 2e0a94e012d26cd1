import type { CarePlan } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, enumCode, listOf, period, present, unlessEmpty } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

type ActivityStatus = NonNullable<NonNullable<CarePlan['activities']>[number]['status']>;

/** @see https://hl7.org/fhir/R4/careplan.html */
export const mapCarePlan = (resource: fhir.CarePlan, { patientId, idOf, nameOf, facilityOf }: MappingContext): DataOf<CarePlan> => ({
  patientId,
  ...present({
    status: enumCode<NonNullable<CarePlan['status']>>(resource.status),
    intent: enumCode<NonNullable<CarePlan['intent']>>(resource.intent),
    categories: listOf(resource.category, concept),
    title: resource.title,
    description: resource.description,
    encounterId: idOf(resource.encounter, 'Encounter'),
    period: period(resource.period),
    addressedConditionIds: listOf(resource.addresses, (condition) => idOf(condition, 'Condition')),
    goalIds: listOf(resource.goal, (goal) => idOf(goal, 'Goal')),
    activities: listOf(resource.activity, ({ detail }) =>
      unlessEmpty(
        present({
          code: concept(detail?.code),
          status: enumCode<ActivityStatus>(detail?.status),
          description: detail?.description,
          locationName: nameOf(detail?.location),
        }),
      ),
    ),
    facilityId: idOf(resource.author, 'Organization') ?? facilityOf(resource.encounter),
  }),
});
