import { type Document, isDocument } from '../../bson/document.ts';
import { fail, show } from '../failure.ts';
import type { ValueTest } from '../match/leaf.ts';
import { compileMatch } from '../match.ts';

/** Compiled array filters by identifier. */
export type ArrayFilters = ReadonlyMap<string, ValueTest>;

const logical = new Set(['$and', '$or', '$nor']);

const identifiersIn = (filter: Document): readonly string[] =>
  Object.entries(filter).flatMap(([name, operand]) => {
    if (logical.has(name) && Array.isArray(operand))
      return operand.flatMap((clause: unknown) => (isDocument(clause) ? identifiersIn(clause) : []));
    return name.startsWith('$') ? [] : [name.split('.')[0] as string];
  });

const refused: Readonly<Record<string, 'BadValue' | 'QueryFeatureNotAllowed'>> = {
  $text: 'BadValue',
  $where: 'BadValue',
  $expr: 'QueryFeatureNotAllowed',
};

const identifierOf = (filter: Document): string => {
  for (const name of Object.keys(filter))
    if (Object.hasOwn(refused, name)) fail(refused[name] as 'BadValue', `${name} is not allowed in this context`);
  const [first, ...others] = new Set(identifiersIn(filter));
  if (first === undefined) return fail('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters');
  if (others.length > 0)
    fail(
      'FailedToParse',
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${first}' and '${others[0]}'`,
    );
  if (!/^[a-z][a-zA-Z0-9]*$/.test(first)) {
    fail(
      'BadValue',
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${first}'`,
    );
  }
  return first;
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/update/positional-filtered/ */
export const compileArrayFilters = (filters: unknown, collation: unknown): ArrayFilters => {
  const compiled = new Map<string, ValueTest>();
  if (filters === undefined || filters === null) return compiled;
  if (!Array.isArray(filters))
    return fail('TypeMismatch', "BSON field 'update.updates.arrayFilters' is the wrong type, expected type 'array'");
  for (const filter of filters as unknown[]) {
    if (!isDocument(filter)) return fail('TypeMismatch', 'array filters must be objects');
    const identifier = identifierOf(filter);
    if (compiled.has(identifier)) fail('FailedToParse', `Found multiple array filters with the same top-level field name ${identifier}`);
    const matches = compileMatch(filter, { collation });
    compiled.set(identifier, (element) => matches({ [identifier]: element }));
  }
  return compiled;
};

/** Every filter must be named by some path of the update. */
export const checkFiltersUsed = (filters: ArrayFilters, used: ReadonlySet<string>, update: Document): void => {
  for (const identifier of filters.keys()) {
    if (!used.has(identifier))
      fail('FailedToParse', `The array filter for identifier '${identifier}' was not used in the update ${show(update)}`);
  }
};
