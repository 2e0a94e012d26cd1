import type { Immunization } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, enumCode, listOf, present } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/immunization.html */
export const mapImmunization = (
  resource: fhir.Immunization,
  { patientId, idOf, nameOf, facilityOf }: MappingContext,
): DataOf<Immunization> => ({
  patientId,
  ...present({
    status: enumCode<NonNullable<Immunization['status']>>(resource.status),
    vaccineCode: concept(resource.vaccineCode),
    targetDiseases: listOf(
      resource.protocolApplied?.flatMap(({ targetDisease }) => targetDisease ?? []),
      concept,
    ),
    doseNumber: resource.protocolApplied?.find(({ doseNumberPositiveInt }) => doseNumberPositiveInt !== undefined)?.doseNumberPositiveInt,
    lotNumber: resource.lotNumber,
    encounterId: idOf(resource.encounter, 'Encounter'),
    occurrence: resource.occurrenceDateTime,
    primarySource: resource.primarySource,
    facilityId: listOf(resource.performer, ({ actor }) => idOf(actor, 'Organization'))?.[0] ?? facilityOf(resource.encounter),
    locationName: nameOf(resource.location),
    performerId: listOf(resource.performer, ({ actor }) => idOf(actor, 'Practitioner'))?.[0],
  }),
});
