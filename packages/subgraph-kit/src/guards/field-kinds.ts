import type { FieldKind } from '@health-graph/permissions';

/**
 * Fields that may be shown behind a mask, and what their values are. A field that is not here is refused where a rule says mask: an address or an
 * occupation has no weaker form.
 */
export const fieldKinds: Readonly<Record<string, FieldKind>> = {
  'Patient.name': 'name',
  'Patient.names': 'name',
  'Patient.birthDate': 'date',
  'Patient.nationalId': 'number',
  'Patient.healthInsuranceNumber': 'number',
  'Patient.identifiers': 'number',
  'Patient.telecom': 'number',
  'Practitioner.name': 'name',
  'Practitioner.licenceNumber': 'number',
  'Practitioner.identifiers': 'number',
  'Encounter.participants': 'name',
  // Who it was: initials, where that is what a person is shown.
  'AllergyIntolerance.recorder': 'reference',
  'Appointment.practitioner': 'reference',
  'BookVisit.doctor': 'reference',
  'CareTeamMember.facility': 'reference',
  'CareTeamMember.practitioner': 'reference',
  'Condition.recorder': 'reference',
  'Department.head': 'reference',
  'DiagnosticReport.performers': 'reference',
  'DocumentReference.authors': 'reference',
  'Facility.practitioners': 'reference',
  'Immunization.performer': 'reference',
  'MedicationDispense.performer': 'reference',
  'MedicationRequest.requester': 'reference',
  'Observation.performers': 'reference',
  'Patient.careTeam': 'reference',
  'Procedure.performers': 'reference',
};
