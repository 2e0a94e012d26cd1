import { type NameKeys, nameKeys } from '@health-graph/terminology';
import { currentAddress } from './current-address.ts';
import { displayName, nameText } from './display-name.ts';
import type { Patient } from './patient.ts';

/** What a patient is found and listed by, beside what the record says itself. */
export interface PatientKeys extends NameKeys {
  /** The commune of the current address, so that former residents are not found. */
  readonly residenceCode?: string;
}

/** Every name finds a patient, a maiden name too; the name that is shown orders lists. */
export function patientKeys({ names = [], addresses }: Pick<Patient, 'names' | 'addresses'>): PatientKeys {
  const shown = displayName(names);
  const others = names.filter((name) => name !== shown);
  const residenceCode = currentAddress(addresses)?.communeCode;
  return {
    ...nameKeys([...(shown === undefined ? [] : [shown]), ...others].map(nameText)),
    ...(residenceCode === undefined ? {} : { residenceCode }),
  };
}
