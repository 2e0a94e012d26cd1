/** What is left of a value behind masks; written from the contract, not from the code. `undefined`: nothing, so it is refused. */
export function behindMasks(coordinate: string, masks: readonly string[], whole: unknown): unknown {
  const kind = kinds[coordinate];
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
      if (['use', 'system'].includes(name)) return [name, member];
      return [name, ['text', 'family', 'given', 'value'].includes(name) ? weakened(member, weaken) : null];
    }),
  );
}
