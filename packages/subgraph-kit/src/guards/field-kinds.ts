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
};
