import type { Condition } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { concept, conceptCode, enumCode, listOf, notes, present } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/condition.html */
export const mapCondition = (resource: fhir.Condition, { patientId, idOf, facilityOf }: MappingContext): DataOf<Condition> => ({
  patientId,
  ...present({
    clinicalStatus: enumCode<NonNullable<Condition['clinicalStatus']>>(
      conceptCode(resource.clinicalStatus, 'http://terminology.hl7.org/CodeSystem/condition-clinical'),
    ),
    verificationStatus: enumCode<NonNullable<Condition['verificationStatus']>>(
      conceptCode(resource.verificationStatus, 'http://terminology.hl7.org/CodeSystem/condition-ver-status'),
    ),
    categories: listOf(resource.category, concept),
    severity: concept(resource.severity),
    code: concept(resource.code),
    encounterId: idOf(resource.encounter, 'Encounter'),
    onset: resource.onsetDateTime ?? resource.onsetPeriod?.start,
    abatement: resource.abatementDateTime ?? resource.abatementPeriod?.end ?? resource.abatementPeriod?.start,
    recordedDate: resource.recordedDate,
    recorderId: idOf(resource.recorder, 'Practitioner') ?? idOf(resource.asserter, 'Practitioner'),
    note: notes(resource.note),
    facilityId: facilityOf(resource.encounter),
  }),
});
