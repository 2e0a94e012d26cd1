import type { Patient } from './patient.ts';

/** True when a death is recorded, by the flag or by its time alone. */
export const isDeceased = ({ deceased, deceasedAt }: Pick<Patient, 'deceased' | 'deceasedAt'>): boolean =>
  deceased === true || deceasedAt !== undefined;
