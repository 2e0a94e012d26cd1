import type { Procedure } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, enumCode, listOf, period, present } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/procedure.html */
export const mapProcedure = (resource: fhir.Procedure, { patientId, idOf, facilityOf }: MappingContext): DataOf<Procedure> => ({
  patientId,
  ...present({
    status: enumCode<NonNullable<Procedure['status']>>(resource.status),
    category: concept(resource.category),
    code: concept(resource.code),
    encounterId: idOf(resource.encounter, 'Encounter'),
    performed: resource.performedDateTime === undefined ? period(resource.performedPeriod) : { start: resource.performedDateTime },
    performerIds: listOf(resource.performer, ({ actor }) => idOf(actor, 'Practitioner')),
    facilityId:
      listOf(resource.performer, ({ actor, onBehalfOf }) => idOf(onBehalfOf, 'Organization') ?? idOf(actor, 'Organization'))?.[0] ??
      facilityOf(resource.encounter),
    reasonConditionIds: listOf(resource.reasonReference, (reason) => idOf(reason, 'Condition')),
    outcome: concept(resource.outcome),
  }),
});
