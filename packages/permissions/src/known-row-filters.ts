import type { RelationshipFacts } from './condition.ts';
import { factsKeyOf, listOf } from './facts-key.ts';
import type { PolicyTable } from './policy-table.ts';
import { type RowFilter, type RowQuestion, rowFilter } from './row-filter.ts';

/** More kinds of callers and ties than a province meets between two starts; beyond, all are made anew. */
const maxKept = 5_000;

const ofTable = new WeakMap<PolicyTable, Map<string, RowFilter>>();

/**
 * The filter for the rows of one patient. It follows from the table, the actor and the facts alone, and callers stand to patients in a few ways, so
 * that it is made once for each of them: equal questions give the very same object, which nobody can change.
 */
export function knownRowFilter(table: PolicyTable, question: RowQuestion, facts: RelationshipFacts): RowFilter {
  const known = ofTable.get(table) ?? new Map<string, RowFilter>();
  ofTable.set(table, known);
  const key = `${questionKeyOf(question)}\n${factsKeyOf(facts)}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= maxKept) known.clear();
  const made = frozen(rowFilter(table, question, facts));
  known.set(key, made);
  return made;
}

/** Names and ids hold neither a line break nor a comma. */
const questionKeyOf = ({ actor: { role, purpose, facilityId = '', leads }, baseline }: RowQuestion): string =>
  `${role}\n${purpose}\n${facilityId}\n${baseline}\n${listOf(leads)}`;

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
