import type { Requirement } from '@health-graph/permissions';

type Groups = readonly (readonly string[])[];

/** More alternatives than any graph has; beyond, a requirement counts as the interface's own, which is the stricter reading. */
const maxGroups = 5_000;

/**
 * Whether an interface's requirement is no more than what its implementations ask for together. Composition writes that on the interface, where
 * it must not be taken for a rule that the interface sets for each of them.
 */
export function isInherited(requirement: Requirement, ofImplementations: readonly (readonly Requirement[])[]): boolean {
  const { kind } = requirement;
  const same = ofImplementations.flat().filter((other) => other.kind === kind);
  if (kind === 'authenticated') return same.length > 0;
  const together = conjunction(same.flatMap((other) => ('anyOf' in other ? [other.anyOf] : [])));
  return together?.every((group) => requirement.anyOf.some((own) => own.every((name) => group.has(name)))) ?? false;
}

/** The least sets of names that meet all of `all`; undefined when there are none to meet, or too many. */
function conjunction(all: readonly Groups[]): readonly ReadonlySet<string>[] | undefined {
  if (all.length === 0) return undefined;
  const distinct = new Map(all.map((groups) => [JSON.stringify(groups), groups]));
  let sets: readonly ReadonlySet<string>[] = [new Set()];
  for (const groups of distinct.values()) {
    const next = sets.flatMap((set) => groups.map((group) => new Set([...set, ...group])));
    sets = [...new Map(next.map((set) => [[...set].sort().join('\n'), set])).values()];
    if (sets.length > maxGroups) return undefined;
  }
  return sets;
}
