import { InvalidConfiguration } from '@health-graph/errors';
import type { Caller } from './caller.ts';
import { isDataClass } from './data-class.ts';
import { decideStatically } from './decide.ts';
import type { PolicyTable } from './policy-table.ts';
import { createScopeSet } from './scope-set.ts';

/** What a type or field of the supergraph asks for, as its directive says it. Groups are an OR of ANDs. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes'; readonly anyOf: readonly (readonly string[])[] }
  | { readonly kind: 'policy'; readonly anyOf: readonly (readonly string[])[] };

/** The distinct requirements of one supergraph, each with its bit. */
export interface RequirementIndex {
  readonly requirements: readonly Requirement[];
  /** The bit of a requirement, however its groups are ordered. A requirement of another supergraph is a fault of ours. */
  bitOf(requirement: Requirement): number;
}

/**
 * Which requirements a caller meets before any record is known. It says nothing about who the caller is: everybody with the same role, purpose
 * and scopes has the same one, and most with others too.
 */
export interface Fingerprint {
  /** For cache keys: equal when the same requirements are met. */
  readonly key: string;
  meets(bit: number): boolean;
}

/** @throws {InvalidConfiguration} when a policy names no data class, or a requirement is empty: nobody, or everybody, would meet it */
export function createRequirementIndex(requirements: Iterable<Requirement>): RequirementIndex {
  const bits = new Map<string, number>();
  const distinct: Requirement[] = [];
  for (const requirement of requirements) {
    const key = keyOf(requirement);
    if (bits.has(key)) continue;
    check(requirement);
    bits.set(key, distinct.length);
    distinct.push(requirement);
  }
  return {
    requirements: distinct,
    bitOf: (requirement) => {
      const bit = bits.get(keyOf(requirement));
      if (bit === undefined) throw new Error('The requirement is not of this supergraph.');
      return bit;
    },
  };
}

/**
 * The fingerprint of a caller; without one, of somebody who did not sign in, who meets nothing. A class counts as met where a rule for the role
 * and purpose exists: whether it holds for a record is for the record's own subgraph to say.
 */
export function fingerprintOf(
  { requirements }: RequirementIndex,
  table: PolicyTable,
  caller: Pick<Caller, 'role' | 'purpose' | 'scopes'> | undefined,
): Fingerprint {
  const met = requirements.map(caller === undefined ? () => false : whatIsMetBy(table, caller));
  return { key: hexOf(met), meets: (bit) => met[bit] === true };
}

function whatIsMetBy(table: PolicyTable, caller: Pick<Caller, 'role' | 'purpose' | 'scopes'>): (requirement: Requirement) => boolean {
  const scopes = createScopeSet(caller.scopes);
  const open: ReadonlySet<string> = new Set(
    [...table.keys()].filter((dataClass) => decideStatically(table, caller, dataClass) !== 'never'),
  );
  return (requirement) => {
    if (requirement.kind === 'authenticated') return true;
    if (requirement.kind === 'scopes') return scopes.satisfies(requirement.anyOf);
    return requirement.anyOf.some((group) => group.every((dataClass) => open.has(dataClass)));
  };
}

/** Groups and their members in one order: `[[a], [b]]` asks for the same as `[[b], [a]]`. */
function keyOf(requirement: Requirement): string {
  if (requirement.kind === 'authenticated') return requirement.kind;
  const groups = requirement.anyOf.map((group) => [...new Set(group)].sort().join('\u0000'));
  return `${requirement.kind}\u0002${[...new Set(groups)].sort().join('\u0001')}`;
}

function check(requirement: Requirement): void {
  if (requirement.kind === 'authenticated') return;
  const { kind, anyOf } = requirement;
  const isEmpty = anyOf.length === 0 || anyOf.some((group) => group.length === 0);
  if (isEmpty) throw new InvalidConfiguration('A requirement of the supergraph is empty.', { setting: kind });
  if (kind !== 'policy') return;
  const unknown = anyOf.flat().find((name) => !isDataClass(name));
  if (unknown !== undefined) throw new InvalidConfiguration('A policy of the supergraph names no data class.', { setting: unknown });
}

/** Four bits a character, the first bit first. */
function hexOf(bits: readonly boolean[]): string {
  let text = '';
  for (let start = 0; start < bits.length; start += 4) {
    const nibble = bits.slice(start, start + 4).reduce((sum, bit, position) => sum + (bit ? 8 >> position : 0), 0);
    text += nibble.toString(16);
  }
  return text;
}
