import { children } from './children.ts';
import type { PermittedEncounters } from './encounters-store.ts';

/** Every list of this subgraph, by what it hangs on. */
export const listsOf = ({ collections }: PermittedEncounters) => ({
  encountersOfPatient: children(collections.Encounter, 'patientId'),
  encountersOfFacility: children(collections.Encounter, 'facilityId'),
  encountersOfPractitioner: children(collections.Encounter, 'participants.practitionerId'),
  conditionsOfPatient: children(collections.Condition, 'patientId'),
  conditionsOfEncounter: children(collections.Condition, 'encounterId'),
  observationsOfPatient: children(collections.Observation, 'patientId'),
  observationsOfEncounter: children(collections.Observation, 'encounterId'),
  proceduresOfPatient: children(collections.Procedure, 'patientId'),
  proceduresOfEncounter: children(collections.Procedure, 'encounterId'),
  diagnosticReportsOfPatient: children(collections.DiagnosticReport, 'patientId'),
  diagnosticReportsOfEncounter: children(collections.DiagnosticReport, 'encounterId'),
  allergiesOfPatient: children(collections.AllergyIntolerance, 'patientId'),
  carePlansOfPatient: children(collections.CarePlan, 'patientId'),
  goalsOfPatient: children(collections.Goal, 'patientId'),
  documentsOfPatient: children(collections.DocumentReference, 'patientId'),
  documentsOfEncounter: children(collections.DocumentReference, 'encounterId'),
  imagingStudiesOfPatient: children(collections.ImagingStudy, 'patientId'),
});
