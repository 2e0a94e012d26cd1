import { membershipRecord } from '@health-graph/records';
import { labels } from '../words.ts';
import { facilities, patientOf, places, treating } from './cast.ts';
import { type Kept, make, needsOf } from './record.ts';
import { always } from './whole-record.ts';

/** Types of which a patient has many, each with its place and label. */
const chartTypes = [
  'Encounter',
  'Condition',
  'Observation',
  'Procedure',
  'DiagnosticReport',
  'AllergyIntolerance',
  'CarePlan',
  'Goal',
  'DocumentReference',
  'ImagingStudy',
  'MedicationRequest',
  'MedicationDispense',
  'HealthBook',
  'BookVisit',
  'Immunization',
  'SelfMeasurement',
  'Appointment',
  'CareTeamMember',
];

/** What somebody's chart holds: every type, at every place, with every label and without. */
export function chartOf(relationship: string): readonly Kept[] {
  const of = patientOf(relationship);
  const groups = Object.entries(places).flatMap(([placeName, place]) =>
    [undefined, ...labels].map((label) => ({ name: `${relationship}/${placeName}/${label ?? 'plain'}`, place, label })),
  );
  const chart = groups.flatMap(({ name, place, label }) =>
    chartTypes.map((type) => {
      const isKnown = type === 'CareTeamMember' && place === places['led'] && label === undefined;
      const { id } = membershipRecord({ patientId: of, practitionerId: treating.practitionerId, facilityId: facilities.own });
      return make({
        type,
        name,
        of,
        place,
        ...(label === undefined ? {} : { label }),
        ...(isKnown ? { id } : {}),
        with: needsOf[type] ?? {},
      });
    }),
  );
  return [...chart, ...personOf(relationship, of)];
}

/** What somebody has one of. */
function personOf(relationship: string, of: string): readonly Kept[] {
  const isHere = relationship === 'sameFacility';
  const name = relationship;
  return [
    make({ type: 'Patient', name, with: isHere ? { managingFacilityId: facilities.own } : {} }),
    make({ type: 'Account', name: `citizen ${name}`, of, with: { practitionerId: undefined, createdAt: '2020-01-01T00:00:00Z' } }),
    make({ type: 'Guardianship', name, of, with: { period: always, basis: 'INCAPACITY' } }),
    make({ type: 'Consent', name, of, with: { status: 'INACTIVE', performerId: of } }),
    make({ type: 'BreakGlass', name, of, place: { facilityId: facilities.other } }),
  ];
}
