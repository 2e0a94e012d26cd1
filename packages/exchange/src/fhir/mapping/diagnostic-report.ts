import type { DiagnosticReport } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { attachment } from './attachment.ts';
import { concept, enumCode, listOf, present } from './data-types.ts';
import type { DataOf, MappingContext } from './mapping-context.ts';

/** @see https://hl7.org/fhir/R4/diagnosticreport.html */
export const mapDiagnosticReport = (
  resource: fhir.DiagnosticReport,
  { patientId, idOf, facilityOf }: MappingContext,
): DataOf<DiagnosticReport> => ({
  patientId,
  ...present({
    status: enumCode<NonNullable<DiagnosticReport['status']>>(resource.status),
    categories: listOf(resource.category, concept),
    code: concept(resource.code),
    encounterId: idOf(resource.encounter, 'Encounter'),
    effective: resource.effectiveDateTime ?? resource.effectivePeriod?.start,
    issued: resource.issued,
    performerIds: listOf(resource.performer, (performer) => idOf(performer, 'Practitioner')),
    resultIds: listOf(resource.result, (result) => idOf(result, 'Observation')),
    conclusion: resource.conclusion,
    presentedForms: listOf(resource.presentedForm, attachment),
    facilityId: listOf(resource.performer, (performer) => idOf(performer, 'Organization'))?.[0] ?? facilityOf(resource.encounter),
  }),
});
