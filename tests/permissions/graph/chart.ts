import { createHash } from 'node:crypto';
import { type IngestLine, membershipRecord, recordDefinitions, type SubgraphName } from '@health-graph/records';
import { labels } from '../words.ts';
import { departments, facilities, idOf, members, type Place, patientOf, places, relationships, treating } from './cast.ts';
import { always, canaryOf, wholeRecord } from './whole-record.ts';

/** A record as the oracle needs it: whose it is, where it was made, what raises it. */
export interface Kept extends Place {
  readonly type: string;
  readonly id: string;
  readonly patientId?: string;
  readonly labels: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the graph knows it by. */
export const keyOf = ({ type, id, data }: Kept): string => (type === 'AdministrativeUnit' ? String(data['code']) : id);

/** Of the whole record, what is known already; `undefined` leaves a field out. */
interface Making {
  readonly type: string;
  readonly name: string;
  readonly of?: string;
  readonly place?: Place;
  readonly label?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

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

/** Fields by which a record refers to others of its group: made for the same patient, at the same place, with the same label. */
const ofGroup: Readonly<Record<string, string>> = {
  encounterId: 'Encounter',
  basedOnEncounterId: 'Encounter',
  'diagnoses.conditionId': 'Condition',
  reasonConditionIds: 'Condition',
  addressedConditionIds: 'Condition',
  resultIds: 'Observation',
  goalIds: 'Goal',
  requestId: 'MedicationRequest',
};
const ofEverybody: Readonly<Record<string, string>> = {
  medicationId: idOf('Medication', 'one'),
  partOfId: idOf('Facility', 'parent'),
  managingFacilityId: facilities.other,
  'registrations.facilityId': facilities.other,
  'coverages.registeredFacilityId': facilities.other,
  initialFacilityId: facilities.other,
  'relatedPersons.patientId': idOf('Patient', 'relative'),
  guardianId: idOf('Patient', 'relative'),
  performerId: treating.practitionerId,
  actorId: treating.accountId,
  'review.reviewerId': treating.accountId,
  headId: treating.practitionerId,
  accountId: treating.accountId,
  granteeId: facilities.other,
  custodianId: facilities.other,
};

/**
 * Practitioners who took part are told to identity, which changes care teams: only where nothing changes by it. Who prescribed has one page of
 * prescriptions, not two.
 */
const namesNobody = (path: string, { place, label }: Making) =>
  (path === 'participants.practitionerId' && (place !== places['led'] || label !== undefined)) ||
  (path === 'requesterId' && place !== places['led']);

/** What a type needs so that no field of it is empty. */
const tablets = { value: 30, unit: 'viên', code: '{tbl}' };
const ofType: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CareTeamMember: { period: always },
  MedicationRequest: { quantity: tablets },
  MedicationDispense: { quantity: tablets },
};
const ingredient = canaryOf('ingredient');

function make(making: Making): Kept {
  const { type, name, of, place = {}, label, with: fixed = {} } = making;
  const references = (path: string): string | undefined => {
    if (path === 'patientId' || path === 'wardId') return of;
    if (path in place) return place[path as keyof Place];
    if (path === 'facilityId' || path === 'departmentId') return undefined;
    const group = ofGroup[path];
    if (group !== undefined) return idOf(group, name);
    return namesNobody(path, making) ? undefined : (ofEverybody[path] ?? treating.practitionerId);
  };
  const data = Object.fromEntries(
    Object.entries({ ...wholeRecord(type, name, references), ...fixed }).filter(([, value]) => value !== undefined),
  );
  return {
    type,
    id: making.id ?? idOf(type, name),
    ...(type === 'Patient' ? { patientId: idOf('Patient', name) } : of === undefined ? {} : { patientId: of }),
    ...placeOf(type, data),
    labels: label === undefined ? [] : [label],
    data,
  };
}

/** A person belongs to no facility, but is at home where the record is managed. */
function placeOf(type: string, { facilityId, departmentId, managingFacilityId }: Readonly<Record<string, unknown>>): Place {
  if (type === 'Patient') return managingFacilityId === facilities.own ? { facilityId: facilities.own } : {};
  return {
    ...(typeof facilityId === 'string' ? { facilityId } : {}),
    ...(typeof departmentId === 'string' ? { departmentId } : {}),
  };
}

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
        with: ofType[type] ?? {},
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

const subgraphOf = new Map<string, SubgraphName>(Object.values(recordDefinitions).map(({ type, subgraph }) => [type, subgraph]));

/** The lines that bring records in, by subgraph. */
export function linesOf(records: readonly Kept[]): ReadonlyMap<SubgraphName, readonly IngestLine[]> {
  const lines = records.map((kept): [SubgraphName, IngestLine] => [subgraphOf.get(kept.type) ?? 'patients', lineOf(kept)]);
  return new Map([...Map.groupBy(lines, ([subgraph]) => subgraph)].map(([subgraph, of]) => [subgraph, of.map(([, line]) => line)]));
}

function lineOf({ type, id, patientId, labels: raised, data }: Kept): IngestLine {
  const hash = createHash('sha256')
    .update(JSON.stringify([id, data]))
    .digest('hex');
  return {
    type,
    id,
    ...(patientId === undefined || type === 'Patient' ? {} : { patientId }),
    source: { system: 'permissions', type, id, hash },
    data,
    ...(raised.length === 0 ? {} : { labels: raised }),
  };
}
