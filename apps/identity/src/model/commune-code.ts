import { BadUserInput } from '@health-graph/errors';

/**
 * Five digits of the General Statistics Office: a ward, commune or special zone.
 * @throws {BadUserInput} naming `communeCode` when it is written otherwise
 */
export function parseCommuneCode(code: string): string {
  if (/^\d{5}$/.test(code)) return code;
  throw new BadUserInput('The code is not one of a unit of administration.', { argument: 'communeCode' });
}
