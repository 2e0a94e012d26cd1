import { compareBson } from '../bson/compare.ts';
import { type Document, setField } from '../bson/document.ts';
import { rankOf } from '../bson/types.ts';
import { compileMatch } from '../query/match.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { analyseFilter, type FilterAnalysis, type Predicate } from './predicates.ts';

const nested = (path: string, value: unknown): Document => {
  const document: Document = {};
  const [name = '', ...rest] = path.split('.');
  setField(document, name, rest.length === 0 ? value : nested(rest.join('.'), value));
  return document;
};

const isLower = (operator: string): boolean => operator.startsWith('$gt');

/** A range lies within another one when it has the same direction and does not begin before it. */
const rangeImplies = (has: Predicate, wanted: Predicate): boolean => {
  if (has.kind !== 'range' || wanted.kind !== 'range' || isLower(has.operator) !== isLower(wanted.operator)) return false;
  if (rankOf(has.value) !== rankOf(wanted.value)) return false;
  const order = compareBson(has.value, wanted.value) * (isLower(has.operator) ? 1 : -1);
  return order > 0 || (order === 0 && (has.operator === wanted.operator || has.operator === '$gt' || has.operator === '$lt'));
};

const valuesOf = (predicate: Predicate): readonly unknown[] | undefined => {
  if (predicate.kind === 'equal') return [predicate.value];
  return predicate.kind === 'in' ? predicate.values : undefined;
};

const implies = (has: Predicate, wanted: Predicate, path: string, condition: (document: Document) => boolean): boolean => {
  const values = valuesOf(has);
  if (values !== undefined) return values.every((value) => value !== null && condition(nested(path, value)));
  if (wanted.kind === 'exists') return true;
  return rangeImplies(has, wanted);
};

/** Whether every document that the filter finds is in the partial index. */
export const filterImpliesPartial = (index: IndexDefinition, filter: FilterAnalysis): boolean => {
  const expression = index.spec['partialFilterExpression'] as Document | undefined;
  if (expression === undefined) return true;
  const partial = analyseFilter(expression);
  if (!partial.isComplete) return false;
  return [...partial.byPath].every(([path, wanted]) => {
    const condition = compileMatch(Object.fromEntries(Object.entries(expression).filter(([name]) => name === path)));
    return wanted.every((predicate) => (filter.byPath.get(path) ?? []).some((has) => implies(has, predicate, path, condition)));
  });
};
