import type { HumanName } from './patient.ts';

/** The name a person is called by here: the official one, else the first that any source gave. */
export function displayName(names: readonly HumanName[] = []): HumanName | undefined {
  return names.find(({ use }) => use === 'OFFICIAL') ?? names[0];
}

/** A name in one line: as it was written, else put together with the surname first. */
export function nameText({ text, family, given = [] }: HumanName): string {
  return text ?? [family, ...given].filter((part) => part !== undefined).join(' ');
}
