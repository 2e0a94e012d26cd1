import { type NameKeys, nameKeys } from '@health-graph/terminology';
import { currentAddress } from './current-address.ts';
import { displayName, nameText } from './display-name.ts';
import type { Patient } from './patient.ts';

/** What a patient is found and listed by, beside what the record says itself. */
export interface PatientKeys extends NameKeys {
  /** The commune of the current address, so that former residents are not found. */
  readonly residenceCode?: string;
  /** The birth date in every precision up to its own: a search for a year finds those of whom the day is known. */
  readonly birthKeys: readonly string[];
}

/** Every name finds a patient, a maiden name too; the name that is shown orders lists. */
export function patientKeys({ names = [], addresses, birthDate }: Pick<Patient, 'names' | 'addresses' | 'birthDate'>): PatientKeys {
  const shown = displayName(names);
  const others = names.filter((name) => name !== shown);
  const residenceCode = currentAddress(addresses)?.communeCode;
  return {
    ...nameKeys([...(shown === undefined ? [] : [shown]), ...others].map(nameText)),
    ...(residenceCode === undefined ? {} : { residenceCode }),
    birthKeys: precisionsOf(birthDate),
  };
}

/** `1957-03-08` as `1957`, `1957-03` and itself. */
const precisionsOf = (date = ''): string[] => [4, 7, 10].filter((length) => date.length >= length).map((length) => date.slice(0, length));
