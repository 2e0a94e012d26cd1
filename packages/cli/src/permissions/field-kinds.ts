import type { FieldKind } from '@health-graph/permissions';

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
};
