import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One line of the policy table, as it stands in the file. */
export interface Line {
  readonly roles: readonly string[];
  readonly purposes: readonly string[];
  readonly when: readonly string[];
  readonly masks?: readonly string[];
}

/** Data class to its lines. */
export type Table = Readonly<Record<string, readonly Line[]>>;

/** The policy table of this repository, read without the engine's parser. A misspelt table is the parser's matter, not ours. */
export function readTable(): Table {
  return parse(policiesText()) as Table;
}

export const policiesText = (): string => readFileSync(new URL('../../../schema/policies.yaml', import.meta.url), 'utf8');
