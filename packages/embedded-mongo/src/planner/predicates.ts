import { type Document, fieldsOf, isDocument, tagOf } from '../bson/document.ts';
import { isRegex, regexParts } from '../query/regex.ts';

/** What the filter demands of one path, as far as an index can help; everything is checked again on the document. */
export type Predicate =
  | { readonly kind: 'equal'; readonly value: unknown }
  | { readonly kind: 'in'; readonly values: readonly unknown[] }
  | { readonly kind: 'range'; readonly operator: '$gt' | '$gte' | '$lt' | '$lte'; readonly value: unknown }
  | { readonly kind: 'prefix'; readonly prefix: string; readonly isExact: boolean }
  | { readonly kind: 'exists' };

export interface FilterAnalysis {
  readonly byPath: ReadonlyMap<string, readonly Predicate[]>;
  /** The predicates say everything the filter says. */
  readonly isComplete: boolean;
  /** The branches of a top-level `$or`, each a filter of its own. */
  readonly branches: readonly Document[] | undefined;
}

const hasOperators = (value: unknown): value is Document => {
  if (!isDocument(value) || tagOf(value) !== undefined) return false;
  const first = Object.keys(value)[0];
  return first?.startsWith('$') === true && !['$ref', '$id', '$db'].includes(first);
};

const metaCharacter = /[\\^$.|?*+()[\]{}]/;

/** `/^abc/` and `/^abc.*​/` start with a plain prefix; with options the letters may stand for others. */
const prefixOf = (value: RegExp): Predicate | undefined => {
  const [pattern, options] = regexParts(value);
  if (options !== '' || !(pattern.startsWith('^') || pattern.startsWith('\\A'))) return undefined;
  const body = pattern.slice(pattern.startsWith('^') ? 1 : 2);
  if (body.includes('|')) return undefined;
  const stop = body.search(metaCharacter);
  if (stop < 0) return body === '' ? undefined : { kind: 'prefix', prefix: body, isExact: true };
  const isQuantified = '?*{'.includes(body[stop] as string);
  const prefix = body.slice(0, isQuantified ? stop - 1 : stop);
  return prefix.length > 0 && !/\p{Surrogate}$/u.test(prefix) ? { kind: 'prefix', prefix, isExact: false } : undefined;
};

const operatorPredicate = (operator: string, operand: unknown, siblings: Document): Predicate | undefined => {
  switch (operator) {
    case '$eq':
      return { kind: 'equal', value: operand };
    case '$in':
      return Array.isArray(operand) && !operand.some(isRegex) ? { kind: 'in', values: operand } : undefined;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return isRegex(operand) ? undefined : { kind: 'range', operator, value: operand };
    case '$regex': {
      if (siblings['$options'] !== undefined && siblings['$options'] !== '') return undefined;
      return typeof operand === 'string'
        ? prefixOf(new RegExp(escapeFree(operand)))
        : isRegex(operand)
          ? prefixOf(operand as RegExp)
          : undefined;
    }
    case '$exists':
      return operand === true ? { kind: 'exists' } : undefined;
    default:
      return undefined;
  }
};

/** A pattern JavaScript cannot read gives no prefix; the matcher decides about it. */
const escapeFree = (pattern: string): string => {
  try {
    new RegExp(pattern);
    return pattern;
  } catch {
    return '';
  }
};

class Collector {
  readonly byPath = new Map<string, Predicate[]>();
  isComplete = true;
  branches: readonly Document[] | undefined;

  add(path: string, predicate: Predicate | undefined): void {
    if (predicate === undefined) {
      this.isComplete = false;
      return;
    }
    const list = this.byPath.get(path);
    if (list === undefined) this.byPath.set(path, [predicate]);
    else list.push(predicate);
  }

  visit(filter: Document): void {
    for (const [name, value] of Object.entries(fieldsOf(filter))) {
      if (name === '$and' && Array.isArray(value)) for (const part of value) this.visit(part as Document);
      else if (name === '$or' && Array.isArray(value)) this.#or(value as Document[]);
      else if (name.startsWith('$')) this.isComplete = this.isComplete && name === '$comment';
      else this.#field(name, value);
    }
  }

  #or(branches: readonly Document[]): void {
    if (branches.length === 1) this.visit(branches[0] as Document);
    else {
      this.isComplete = false;
      this.branches ??= branches;
    }
  }

  #field(path: string, value: unknown): void {
    if (isRegex(value)) this.add(path, prefixOf(value as RegExp));
    else if (hasOperators(value)) {
      for (const [operator, operand] of Object.entries(value)) {
        if (operator !== '$options') this.add(path, operatorPredicate(operator, operand, value));
      }
    } else this.add(path, { kind: 'equal', value });
  }
}

export const analyseFilter = (filter: Document): FilterAnalysis => {
  const collector = new Collector();
  collector.visit(filter);
  return collector;
};
