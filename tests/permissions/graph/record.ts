import { facilities, idOf, type Place, places, treating } from './cast.ts';
import { always, wholeRecord } from './whole-record.ts';

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
export interface Making {
  readonly type: string;
  readonly name: string;
  readonly of?: string;
  readonly place?: Place;
  readonly label?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

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
export const tablets = { value: 30, unit: 'viên', code: '{tbl}' };
export const needsOf: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CareTeamMember: { period: always },
  MedicationRequest: { quantity: tablets },
  MedicationDispense: { quantity: tablets },
};

/** A whole record, but for what is known of it. */
export function make(making: Making): Kept {
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
