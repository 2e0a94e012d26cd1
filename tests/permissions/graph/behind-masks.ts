import type { LabelledField } from './labelled-fields.ts';

/** A field, and what it leads to. */
type Field = Pick<LabelledField, 'type' | 'name' | 'target'>;

/** Who it was, and where and with whom that person treats somebody: led to whole, because what is found there is decided and masked by itself. */
export const isReference = ({ type, name, target }: Field): boolean =>
  target === 'Practitioner' || ['CareTeamMember.facility', 'Patient.careTeam'].includes(`${type}.${name}`);

/** What is left of a value behind masks; written from the contract, not from the code. `undefined`: nothing, so it is refused. */
export function behindMasks(field: Field, masks: readonly string[], whole: unknown): unknown {
  if (isReference(field)) return whole;
  const kind = kinds[`${field.type}.${field.name}`];
  if (kind === undefined) return undefined;
  if (kind === 'name') return masks.includes('initials') ? weakened(whole, initials) : whole;
  const mask = kind === 'date' ? 'yearOnly' : 'last4';
  return masks.includes(mask) ? weakened(whole, kind === 'date' ? (text) => text.slice(0, 4) : last4) : undefined;
}

const kinds: Readonly<Record<string, 'name' | 'date' | 'number'>> = {
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
};

const last4 = (text: string) => (text.length > 8 ? `${'*'.repeat(text.length - 4)}${text.slice(-4)}` : '*'.repeat(text.length));
const initials = (text: string) =>
  text
    .split(' ')
    .map((word) => `${word.charAt(0).toUpperCase()}.`)
    .join(' ');

/** Of a value with members: what names the person is weakened, what says of what kind it is stays, the rest is gone. */
function weakened(value: unknown, weaken: (text: string) => string): unknown {
  if (typeof value === 'string') return weaken(value);
  if (Array.isArray(value)) return value.map((one) => weakened(one, weaken));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (['use', 'system', 'role', 'period', 'practitioner'].includes(name)) return [name, member];
      return [name, ['text', 'family', 'given', 'name', 'value'].includes(name) ? weakened(member, weaken) : null];
    }),
  );
}
