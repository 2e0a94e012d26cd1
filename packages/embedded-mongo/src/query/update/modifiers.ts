import { compareStrings, type StringOrder } from '../../bson/compare.ts';
import { type Document, isDocument } from '../../bson/document.ts';
import { typeOf } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import { isArrayIndex } from '../match/path.ts';
import { arrayModifiers } from './array.ts';
import { type ArrayFilters, checkFiltersUsed } from './array-filters.ts';
import { fieldModifiers, rename } from './field.ts';
import type { Modifier, ModifierCompiler, UpdateRun } from './operator.ts';
import type { Draft } from './path.ts';

interface Step {
  readonly path: string;
  readonly parts: readonly string[];
  readonly apply: Modifier;
  readonly hasPlaceholder: boolean;
}

const compilers: Readonly<Record<string, ModifierCompiler>> = { ...fieldModifiers, ...arrayModifiers };

const filterName = (part: string): string | undefined => (part.startsWith('$[') && part.endsWith(']') ? part.slice(2, -1) : undefined);

const isPlaceholder = (part: string): boolean => part === '$' || filterName(part) !== undefined;

const checkPath = (path: string, parts: readonly string[], filters: ArrayFilters): void => {
  if (path === '') fail('EmptyFieldName', 'An empty update path is not valid.');
  if (parts.includes('')) fail('EmptyFieldName', `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (parts[0] === '$') fail('BadValue', `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  if (filterName(parts[0] as string) !== undefined)
    fail('BadValue', `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`);
  if (parts.filter((part) => part === '$').length > 1) fail('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`);
  for (const part of parts) {
    const name = filterName(part);
    if (name !== undefined && name !== '' && !filters.has(name))
      fail('BadValue', `No array filter found for identifier '${name}' in path '${path}'`);
    if (part === parts[0] && part.startsWith('$')) {
      fail(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
};

/** Numeric names in numeric order, all others by bytes: the order in which an update's paths are applied. */
const comparePartNames = (a: string, b: string): number =>
  isArrayIndex(a) && isArrayIndex(b) ? Math.sign(Number(a) - Number(b)) : compareStrings(a, b);

const compareParts = (a: readonly string[], b: readonly string[]): number => {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const result = comparePartNames(a[index] as string, b[index] as string);
    if (result !== 0) return result;
  }
  return a.length - b.length;
};

const isPrefix = (prefix: readonly string[], parts: readonly string[]): boolean => prefix.every((part, index) => part === parts[index]);

/** Paths come sorted, so a conflict stands beside what it conflicts with, or between its descendants. */
const refuseConflicts = (sorted: readonly (readonly string[])[]): void => {
  for (let index = 1; index < sorted.length; index += 1) {
    const [before, parts] = [sorted[index - 1] as readonly string[], sorted[index] as readonly string[]];
    if (isPrefix(before, parts))
      fail('ConflictingUpdateOperators', `Updating the path '${parts.join('.')}' would create a conflict at '${before.join('.')}'`);
  }
};

/** Placeholders become the positions they stand for in this document. */
const expand = (draft: Draft, step: Step, filters: ArrayFilters, matched: number | undefined): readonly (readonly string[])[] => {
  let paths: string[][] = [[]];
  for (const part of step.parts) {
    if (part === '$') {
      if (matched === undefined) return fail('BadValue', 'The positional operator did not find the match needed from the query.');
      for (const path of paths) path.push(String(matched));
      continue;
    }
    const name = filterName(part);
    if (name === undefined) for (const path of paths) path.push(part);
    else paths = paths.flatMap((path) => positionsIn(draft, path, name, filters).map((index) => [...path, String(index)]));
  }
  return paths;
};

const positionsIn = (draft: Draft, path: readonly string[], name: string, filters: ArrayFilters): readonly number[] => {
  const array = draft.read(path);
  if (array === undefined)
    return fail('BadValue', `The path '${path.join('.')}' must exist in the document in order to apply array updates.`);
  if (!Array.isArray(array)) return fail('BadValue', `Cannot apply array updates to non-array element ${path.at(-1)}: ${show(array)}`);
  const test = name === '' ? undefined : filters.get(name);
  return array.flatMap((element, index) => (test === undefined || test(element) ? [index] : []));
};

const compileRename = (path: string, operand: unknown, filters: ArrayFilters): readonly Step[] => {
  if (typeof operand !== 'string') return fail('BadValue', `The 'to' field for $rename must be a string: ${path}: ${show(operand)}`);
  const [source, target] = [path.split('.'), operand.split('.')];
  checkPath(path, source, filters);
  checkPath(operand, target, filters);
  if (source.some(isPlaceholder)) fail('BadValue', `The source field for $rename may not be dynamic: ${path}`);
  if (target.some(isPlaceholder)) fail('BadValue', `The destination field for $rename may not be dynamic: ${operand}`);
  if (path === operand) fail('BadValue', `The source and target field for $rename must differ: ${path}: "${operand}"`);
  if (isPrefix(source, target) || isPrefix(target, source))
    fail('BadValue', `The source and target field for $rename must not be on the same path: ${path}: "${operand}"`);
  const occupied: Step = { path, parts: source, apply: () => {}, hasPlaceholder: false };
  return [{ path: operand, parts: target, apply: rename(source), hasPlaceholder: false }, occupied];
};

const stepsOf = (operator: string, fields: unknown, order: StringOrder, collation: unknown, filters: ArrayFilters): readonly Step[] => {
  const compile = Object.hasOwn(compilers, operator) ? compilers[operator] : undefined;
  if (compile === undefined && operator !== '$rename') {
    return fail(
      'FailedToParse',
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDocument(fields))
    return fail(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeOf(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${show(fields)}}`,
    );
  return Object.entries(fields).flatMap(([path, operand]) => {
    if (compile === undefined) return compileRename(path, operand, filters);
    const parts = path.split('.');
    checkPath(path, parts, filters);
    return [{ path, parts, apply: compile(operand, { order, collation, operator, path }), hasPlaceholder: parts.some(isPlaceholder) }];
  });
};

export interface ModifierOptions {
  readonly order: StringOrder;
  readonly collation: unknown;
  readonly filters: ArrayFilters;
}

/** A compiled `{ $set: ..., $inc: ... }`; `usesPosition` tells whether it needs the matched array place. */
export interface Modifiers {
  readonly usesPosition: boolean;
  readonly apply: (run: UpdateRun, matched: number | undefined) => void;
}

export const compileModifiers = (update: Document, { order, collation, filters }: ModifierOptions): Modifiers => {
  const steps = Object.entries(update).flatMap(([operator, fields]) => stepsOf(operator, fields, order, collation, filters));
  const sorted = steps.toSorted((a, b) => compareParts(a.parts, b.parts));
  refuseConflicts(sorted.map(({ parts }) => parts));
  const used = new Set(steps.flatMap(({ parts }) => parts.flatMap((part) => filterName(part) ?? [])));
  checkFiltersUsed(filters, used, update);
  const isDynamic = steps.some((step) => step.hasPlaceholder);
  return {
    usesPosition: steps.some(({ parts }) => parts.includes('$')),
    apply: (run, matched) => {
      if (!isDynamic) for (const step of sorted) step.apply(run, step.parts);
      else applyExpanded(run, sorted, filters, matched);
    },
  };
};

const applyExpanded = (run: UpdateRun, steps: readonly Step[], filters: ArrayFilters, matched: number | undefined): void => {
  const expanded = steps
    .flatMap((step) =>
      (step.hasPlaceholder ? expand(run.draft, step, filters, matched) : [step.parts]).map((parts) => ({ parts, apply: step.apply })),
    )
    .sort((a, b) => compareParts(a.parts, b.parts));
  refuseConflicts(expanded.map(({ parts }) => parts));
  for (const { parts, apply } of expanded) apply(run, parts);
};
