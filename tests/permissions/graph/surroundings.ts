import { departments, facilities, members, patientOf, relationships, treating } from './cast.ts';
import { chartOf } from './chart.ts';
import { type Kept, make, tablets } from './record.ts';
import { always, canaryOf } from './whole-record.ts';

const ingredient = canaryOf('ingredient');

/** Who may ask, and by what they stand to the patients. */
export function staff(): readonly Kept[] {
  const own = patientOf('self');
  return members.flatMap(({ name, role, accountId, practitionerId, facilityId, leads }): Kept[] => [
    make({ type: 'Practitioner', name }),
    make({ type: 'Account', name, of: own, with: { practitionerId, createdAt: '2021-01-01T00:00:00Z' } }),
    make({ type: 'RoleAssignment', name, with: { role: upper(role), practitionerId: undefined, accountId, facilityId, period: always } }),
    ...leads.map((departmentId) =>
      make({
        type: 'RoleAssignment',
        name: `${name} of a department`,
        with: { role: 'HEAD_OF_UNIT', practitionerId: undefined, accountId, facilityId: facilities.own, departmentId, period: always },
      }),
    ),
    ...(['careTeam', 'assigned'] as const).map((relationship) =>
      make({
        type: 'CareTeamMember',
        name: `${name} ${relationship}`,
        of: patientOf(relationship),
        place: { facilityId: facilities.own },
        with: { practitionerId, period: always, basis: relationship === 'assigned' ? 'ASSIGNMENT' : 'ENCOUNTER' },
      }),
    ),
    make({
      type: 'BreakGlass',
      name,
      of: patientOf('breakGlass'),
      place: { facilityId: facilityId ?? facilities.own },
      with: { actorId: accountId, practitionerId, period: always },
    }),
  ]);
}

/** Everything that is nobody's own, and the ties of the patients. */
export function surroundings(): readonly Kept[] {
  const self = patientOf('self');
  const facility = (name: string, with_ = {}) => make({ type: 'Facility', name, with: { active: true, ...with_ } });
  const department = (name: string, facilityId: string) => make({ type: 'Department', name, with: { facilityId } });
  return [
    facility('own'),
    facility('other'),
    facility('parent', { partOfId: undefined }),
    department('led', facilities.own),
    department('other', facilities.other),
    make({ type: 'Practitioner', name: 'treating' }),
    make({ type: 'Account', name: 'treating', with: { practitionerId: treating.practitionerId, patientId: undefined } }),
    make({
      type: 'RoleAssignment',
      name: 'treating',
      with: {
        practitionerId: treating.practitionerId,
        accountId: undefined,
        facilityId: facilities.other,
        departmentId: departments.other,
        period: always,
      },
    }),
    make({
      type: 'Medication',
      name: 'one',
      with: { ingredients: [{ name: ingredient, nationalCode: canaryOf('code'), strength: tablets }] },
    }),
    make({ type: 'DrugInteraction', name: 'one', with: { ingredients: [ingredient, canaryOf('other ingredient')] } }),
    make({ type: 'AdministrativeUnit', name: 'commune', with: { code: '19333', kind: 'WARD', provinceCode: '44' } }),
    make({ type: 'AdministrativeUnit', name: 'province', with: { code: '44', kind: 'PROVINCE', provinceCode: undefined } }),
    make({ type: 'Patient', name: 'relative' }),
    tie('guardian', { guardianId: self, basis: 'MINOR', period: { start: '2020-01-01' } }),
    tie('guardianOfAdult', { guardianId: self, basis: 'INCAPACITY', period: always }),
    make({
      type: 'Consent',
      name: 'for the asker',
      of: patientOf('consent'),
      with: {
        granteeId: facilities.own,
        dataClasses: ['ADMIN', 'IDENTITY', 'CLINICAL'],
        purposes: ['TREAT', 'ETREAT'],
        status: 'ACTIVE',
        period: always,
        performerId: patientOf('consent'),
        revokedAt: undefined,
      },
    }),
  ];
}

const tie = (relationship: string, ties: Readonly<Record<string, unknown>>) =>
  make({ type: 'Guardianship', name: `tie ${relationship}`, of: patientOf(relationship), with: ties });

const upper = (role: string) => role.toUpperCase().replaceAll('-', '_');

/** Everything that the exhaustive test asks about. */
export const everything = (): readonly Kept[] => [...surroundings(), ...staff(), ...Object.keys(relationships).flatMap(chartOf)];
