import { BadUserInput } from '@health-graph/errors';

/**
 * Codes of the General Statistics Office: 2 digits for a province, 5 for a ward, commune or special zone.
 * @throws {BadUserInput} naming `argument` when `code` is written otherwise
 */
export function parseUnitCode(argument: string, code: string, kind: keyof typeof patterns = 'any'): string {
  if (patterns[kind].test(code)) return code;
  throw new BadUserInput('The code is not one of a unit of administration.', { argument });
}

const patterns = { any: /^(?:\d{2}|\d{5})$/, province: /^\d{2}$/, commune: /^\d{5}$/ } as const;
