import {
  allergyIntolerance,
  carePlan,
  condition,
  diagnosticReport,
  documentReference,
  encounter,
  facility,
  goal,
  imagingStudy,
  immunization,
  medicationRequest,
  observation,
  patient,
  practitioner,
  procedure,
  type RecordDefinition,
  type SubgraphName,
} from '@health-graph/records';
import { mapAllergyIntolerance } from '../mapping/allergy-intolerance.ts';
import { mapCarePlan } from '../mapping/care-plan.ts';
import { mapCondition } from '../mapping/condition.ts';
import { mapDiagnosticReport } from '../mapping/diagnostic-report.ts';
import { mapDocumentReference } from '../mapping/document-reference.ts';
import { mapEncounter } from '../mapping/encounter.ts';
import { mapGoal } from '../mapping/goal.ts';
import { mapImagingStudy } from '../mapping/imaging-study.ts';
import { mapImmunization } from '../mapping/immunization.ts';
import type { MappingContext } from '../mapping/mapping-context.ts';
import { mapMedicationRequest } from '../mapping/medication-request.ts';
import { mapObservation } from '../mapping/observation.ts';
import { mapOrganization } from '../mapping/organization.ts';
import { mapPatient } from '../mapping/patient.ts';
import { mapPractitioner } from '../mapping/practitioner.ts';
import { mapProcedure } from '../mapping/procedure.ts';
import type { AnyResource } from '../reading/bundle-entry.ts';

/** How a FHIR type becomes a record of the graph. */
export interface RecordMapping {
  readonly definition: RecordDefinition;
  /** False for what is no patient's own: facilities and practitioners. */
  readonly hasPatient: boolean;
  /** Reads a resource that `validateResource` found right. */
  readonly map: (resource: AnyResource, context: MappingContext) => Readonly<Record<string, unknown>>;
}

/** `validateResource` has checked the resource against its type by the time it is mapped: the one place where that is taken for granted. */
function mapping<Resource>(
  definition: RecordDefinition,
  map: (resource: Resource, context: MappingContext) => object,
  hasPatient = true,
): RecordMapping {
  return { definition, hasPatient, map: (resource, context) => ({ ...map(resource as unknown as Resource, context) }) };
}

/** The FHIR types that become records; every other type is kept whole. */
export const recordMappings: ReadonlyMap<string, RecordMapping> = new Map([
  ['Patient', mapping(patient, mapPatient)],
  ['Encounter', mapping(encounter, mapEncounter)],
  ['Condition', mapping(condition, mapCondition)],
  ['Observation', mapping(observation, mapObservation)],
  ['Procedure', mapping(procedure, mapProcedure)],
  ['DiagnosticReport', mapping(diagnosticReport, mapDiagnosticReport)],
  ['Immunization', mapping(immunization, mapImmunization)],
  ['AllergyIntolerance', mapping(allergyIntolerance, mapAllergyIntolerance)],
  ['MedicationRequest', mapping(medicationRequest, mapMedicationRequest)],
  ['CarePlan', mapping(carePlan, mapCarePlan)],
  ['Goal', mapping(goal, mapGoal)],
  ['DocumentReference', mapping(documentReference, mapDocumentReference)],
  ['ImagingStudy', mapping(imagingStudy, mapImagingStudy)],
  ['Organization', mapping(facility, mapOrganization, false)],
  ['Practitioner', mapping(practitioner, mapPractitioner, false)],
]);

/** The subgraph that keeps resources of a FHIR type: the record's own, and `encounters` for documents that are only kept. */
export const subgraphOf = (type: string): SubgraphName => recordMappings.get(type)?.definition.subgraph ?? 'encounters';
