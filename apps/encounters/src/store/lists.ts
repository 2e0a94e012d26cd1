import { children, ofContacts } from './children.ts';
import type { PermittedEncounters } from './encounters-store.ts';

/** Every list of this subgraph, by what it hangs on. */
export const listsOf = ({ collections }: PermittedEncounters) => ({
  encountersOfPatient: children(collections.Encounter, 'patientId'),
  encountersOfFacility: children(collections.Encounter, 'facilityId'),
  encountersOfPractitioner: children(collections.Encounter, 'participants.practitionerId'),
  conditionsOfPatient: children(collections.Condition, 'patientId'),
  conditionsOfEncounter: ofContacts(collections.Condition),
  observationsOfPatient: children(collections.Observation, 'patientId'),
  observationsOfEncounter: ofContacts(collections.Observation),
  proceduresOfPatient: children(collections.Procedure, 'patientId'),
  proceduresOfEncounter: ofContacts(collections.Procedure),
  diagnosticReportsOfPatient: children(collections.DiagnosticReport, 'patientId'),
  diagnosticReportsOfEncounter: ofContacts(collections.DiagnosticReport),
  allergiesOfPatient: children(collections.AllergyIntolerance, 'patientId'),
  carePlansOfPatient: children(collections.CarePlan, 'patientId'),
  goalsOfPatient: children(collections.Goal, 'patientId'),
  documentsOfPatient: children(collections.DocumentReference, 'patientId'),
  documentsOfEncounter: ofContacts(collections.DocumentReference),
  imagingStudiesOfPatient: children(collections.ImagingStudy, 'patientId'),
});
