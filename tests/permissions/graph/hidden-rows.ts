import { purposes } from '../words.ts';
import { idOf, members, patientOf, places } from './cast.ts';
import { chartOf } from './chart.ts';
import type { Kept } from './record.ts';
import { isVisible, type Standpoint } from './row-oracle.ts';
import { staff, surroundings } from './surroundings.ts';

/** Whose charts hold rows that are hidden, and somebody who is hidden whole. */
export const openPeople = ['careTeam', 'consent', 'breakGlass', 'sameFacility'];
export const secretPerson = 'secret';
const hiddenLabels = ['hiv', 'genetic'];

/** A code of a prescription: QD 808/QD-BYT. */
export const codeOf = (id: string): string => `${id.slice(-12).toLowerCase()}-c`;

/**
 * A hidden row stands where it would be noticed: in a visible contact, on a visible prescription, as what was handed out of it. And visible rows name
 * hidden ones, wherever they are not raised by that.
 */
function entangled(kept: Kept): Kept {
  const { type, id, labels, facilityId, data } = kept;
  const place = Object.keys(places).find((name) => places[name]?.facilityId === facilityId) ?? '';
  const person = openPeople.find((name) => patientOf(name) === kept.patientId);
  if (person === undefined) return kept;
  const inGroup = (label: string) => (named: string) => idOf(named, `${person}/${place}/${label}`);
  const changes = labels.length === 0 ? namesHidden(type, id, inGroup('hiv')) : namesVisible(kept, inGroup('plain'));
  return { ...kept, data: { ...data, ...changes } };
}

const namesVisible = ({ type, id, labels, data }: Kept, visible: (type: string) => string): Record<string, unknown> => ({
  ...('encounterId' in data ? { encounterId: visible('Encounter') } : {}),
  ...(type === 'MedicationDispense' ? { requestId: visible('MedicationRequest'), status: 'COMPLETED' } : {}),
  ...(type === 'MedicationRequest' ? { prescriptionCode: codeOf(labels.includes('hiv') ? visible(type) : id) } : {}),
});

function namesHidden(type: string, id: string, hidden: (type: string) => string): Record<string, unknown> {
  if (type === 'Appointment') return { basedOnEncounterId: hidden('Encounter') };
  if (type === 'BookVisit' || type === 'Procedure') return { encounterId: hidden('Encounter') };
  return type === 'MedicationRequest' ? { prescriptionCode: codeOf(id), reasonConditionIds: [hidden('Condition')] } : {};
}

/** What is stored, and which of it is hidden from all askers. */
export interface Split {
  readonly shown: readonly Kept[];
  readonly hidden: readonly Kept[];
  readonly askers: readonly Standpoint[];
}

export function split(): Split {
  const charts = openPeople.flatMap(chartOf).filter(isPlausible).map(entangled);
  // Whoever works at a facility may know of its contacts and of every account: what is hidden whole was made elsewhere.
  const secret = chartOf(secretPerson).filter(
    ({ type, facilityId }) => type === 'Patient' || (facilityId === places['elsewhere']?.facilityId && type !== 'BreakGlass'),
  );
  const isHidden = ({ labels }: Kept) => labels.some((label) => hiddenLabels.includes(label));
  const hidden = [...charts.filter(isHidden), ...secret];
  const shown = [...surroundings(), ...staff(), ...charts.filter((kept) => !isHidden(kept))];
  const askers = members
    .flatMap((member) => purposes.map((purpose) => ({ member, purpose })))
    .filter((standpoint) => charts.some((kept) => isVisible(standpoint, kept)) && !hidden.some((kept) => isVisible(standpoint, kept)));
  return { shown, hidden, askers };
}

/** A patient has one book. */
const isPlausible = ({ type, facilityId, labels }: Kept): boolean =>
  type !== 'HealthBook' || (facilityId === undefined && labels.length === 0);

/** Every text of the hidden rows that occurs in no other. */
export function canariesOf({ shown, hidden }: Split): readonly string[] {
  const known = new Set(shown.flatMap(({ data }) => textsIn(data)));
  return [...new Set(hidden.flatMap(({ data }) => textsIn(data)))].filter((text) => text.length > 7 && !known.has(text));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
