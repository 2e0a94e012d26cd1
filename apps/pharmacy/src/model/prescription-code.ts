import { BadUserInput } from '@health-graph/errors';
import type { MedicationRequest } from '@health-graph/records';

type PrescriptionKind = NonNullable<MedicationRequest['prescriptionKind']>;

/** The last letter of a code, as QD 808/QD-BYT has it. */
const kinds: Readonly<Record<string, PrescriptionKind>> = { c: 'BASIC', n: 'NARCOTIC', h: 'PSYCHOTROPIC', y: 'TRADITIONAL' };

/**
 * Checks a national prescription code (Mã đơn thuốc): 14 characters, 5 for the facility, 7 letters or digits, `-`, and the letter of the kind.
 * Only lower case is valid.
 * @throws {BadUserInput} naming `code`
 * @see QD 808/QD-BYT
 */
export function parsePrescriptionCode(code: string): string {
  if (kindIn(code) === undefined) throw new BadUserInput('The code is no prescription code.', { argument: 'code' });
  return code;
}

/** On which kind of prescription a line was written: what was recorded, else what the code of the prescription says. */
export const prescriptionKindOf = ({
  prescriptionKind,
  prescriptionCode = '',
}: Pick<MedicationRequest, 'prescriptionKind' | 'prescriptionCode'>): PrescriptionKind | undefined =>
  prescriptionKind ?? kindIn(prescriptionCode);

const kindIn = (code: string): PrescriptionKind | undefined => kinds[/^[0-9a-z]{12}-([cnhy])$/.exec(code)?.[1] ?? ''];
