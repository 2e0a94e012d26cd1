import type { RelationshipFacts } from './condition.ts';

/** Equal for facts that permit the same. */
export function factsKeyOf(facts: RelationshipFacts): string {
  const flags = [facts.self, facts.guardian, facts.careTeam, facts.assigned, facts.breakGlass].map((flag) => (flag === true ? 1 : 0));
  return `${flags.join('')}\n${listOf(facts.consent)}\n${listOf(facts.minorProtected)}`;
}

/** Names and ids hold no comma. */
export const listOf = (names: ReadonlySet<string> | undefined): string =>
  names === undefined || names.size === 0 ? '' : [...names].sort().join();
