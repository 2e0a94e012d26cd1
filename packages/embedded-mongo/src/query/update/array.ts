import { compareBson, equalBson } from '../../bson/compare.ts';
import { type Document, isDocument } from '../../bson/document.ts';
import { toInteger } from '../../bson/numbers.ts';
import { isNumeric, typeOf } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import type { ValueTest } from '../match/leaf.ts';
import { compileElementTest, compileValueTest } from '../match.ts';
import { isRegex } from '../regex.ts';
import { compileSort } from '../sort.ts';
import { identityOf, type ModifierCompiler, type ModifierContext, type UpdateRun } from './operator.ts';

const hasEach = (operand: unknown): operand is Document => isDocument(operand) && Object.hasOwn(operand, '$each');

const eachOf = (operand: Document, operator: string): readonly unknown[] => {
  const each = operand['$each'];
  return Array.isArray(each)
    ? each
    : fail('BadValue', `The argument to $each in ${operator} must be an array but it was of type ${typeOf(each)}`);
};

const addToSet: ModifierCompiler = (operand, { path, order, operator }) => {
  if (hasEach(operand))
    for (const name of Object.keys(operand))
      if (name !== '$each') fail('BadValue', `Found unexpected fields after $each in $addToSet: ${show(operand)}`);
  const values = hasEach(operand) ? eachOf(operand, operator) : [operand];
  return ({ draft }, parts) => {
    const present = draft.read(parts);
    if (present === undefined) draft.checkViable(parts);
    if (present !== undefined && !Array.isArray(present)) {
      return fail(
        'BadValue',
        `Cannot apply $addToSet to non-array field. Field named '${path.split('.').at(-1)}' has non-array type ${typeOf(present)}`,
      );
    }
    const result = [...((present as unknown[] | undefined) ?? [])];
    for (const value of values) if (!result.some((element) => equalBson(element, value, order))) result.push(value);
    if (present === undefined || result.length !== present.length) draft.write(parts, result);
  };
};

interface PushOptions {
  readonly values: readonly unknown[];
  readonly position: number | undefined;
  readonly slice: number | undefined;
  readonly compare: ((a: unknown, b: unknown) => number) | undefined;
}

const integerClause = (operand: Document, name: string): number | undefined => {
  const value = operand[name];
  if (value === undefined) return undefined;
  const whole = isNumeric(value) ? toInteger(value) : undefined;
  return whole === undefined
    ? fail('BadValue', `The value for ${name} must be an integer value but was given type: ${typeOf(value)}`)
    : Number(whole);
};

const sortClause = (sort: unknown, { order }: ModifierContext): PushOptions['compare'] => {
  if (sort === undefined) return undefined;
  if (isDocument(sort)) {
    if (Object.keys(sort).length === 0) fail('BadValue', 'The sort pattern is empty when it should be a set of fields.');
    const compare = compileSort(sort, order);
    const asDocument = (value: unknown): Document => (isDocument(value) ? value : {});
    return (a, b) => compare(asDocument(a), asDocument(b));
  }
  const direction = isNumeric(sort) ? toInteger(sort) : undefined;
  if (direction !== 1n && direction !== -1n) return fail('BadValue', 'The $sort element value must be either 1 or -1');
  return (a, b) => Number(direction) * compareBson(a, b, order);
};

const pushOptions = (operand: unknown, context: ModifierContext): PushOptions => {
  if (!hasEach(operand)) return { values: [operand], position: undefined, slice: undefined, compare: undefined };
  for (const name of Object.keys(operand)) {
    if (!['$each', '$position', '$slice', '$sort'].includes(name)) fail('BadValue', `Unrecognized clause in $push: ${name}`);
  }
  return {
    values: eachOf(operand, '$push'),
    position: integerClause(operand, '$position'),
    slice: integerClause(operand, '$slice'),
    compare: sortClause(operand['$sort'], context),
  };
};

const sliced = (values: readonly unknown[], slice: number | undefined): readonly unknown[] => {
  if (slice === undefined) return values;
  if (slice === 0) return [];
  return slice > 0 ? values.slice(0, slice) : values.slice(slice);
};

const push: ModifierCompiler = (operand, context) => {
  const { values, position, slice, compare } = pushOptions(operand, context);
  return ({ draft }, parts) => {
    const present = draft.read(parts);
    if (present !== undefined && !Array.isArray(present)) {
      return fail(
        'BadValue',
        `The field '${context.path}' must be an array but is of type ${typeOf(present)} in document {${identityOf(draft.root)}}`,
      );
    }
    const before = (present as unknown[] | undefined) ?? [];
    const at =
      position === undefined || position > before.length ? before.length : position < 0 ? Math.max(0, before.length + position) : position;
    const inserted = before.toSpliced(at, 0, ...values);
    const result = sliced(compare === undefined ? inserted : inserted.toSorted(compare), slice);
    const isSame = present !== undefined && result.length === before.length && result.every((value, index) => value === before[index]);
    if (!isSame) draft.write(parts, result);
  };
};

const pop: ModifierCompiler = (operand) => {
  const end = isNumeric(operand) ? toInteger(operand) : undefined;
  if (!isNumeric(operand)) fail('FailedToParse', `Expected a number in: ${show(operand)}`);
  if (end !== 1n && end !== -1n) fail('FailedToParse', `$pop expects 1 or -1, found: ${show(operand)}`);
  return ({ draft }, parts) => {
    const present = draft.read(parts);
    if (present === undefined) return draft.checkViable(parts);
    if (!Array.isArray(present))
      return fail('TypeMismatch', `Path '${parts.join('.')}' contains an element of non-array type '${typeOf(present)}'`);
    if (present.length > 0) draft.write(parts, end === 1n ? present.slice(0, -1) : present.slice(1));
  };
};

/** Keeps what does not match. */
const withdraw = ({ draft }: UpdateRun, parts: readonly string[], isRemoved: ValueTest, operator: string): void => {
  const present = draft.read(parts);
  if (present === undefined) {
    draft.checkViable(parts);
    return;
  }
  if (!Array.isArray(present)) {
    fail('BadValue', `Cannot apply ${operator} to a non-array value`);
    return;
  }
  const kept = present.filter((element) => !isRemoved(element));
  if (kept.length !== present.length) draft.write(parts, kept);
};

const isOperatorDocument = (operand: Document): boolean => {
  const [first] = Object.keys(operand);
  return first?.startsWith('$') === true && !['$and', '$or', '$nor', '$expr', '$jsonSchema', '$ref', '$id', '$db'].includes(first);
};

const pull: ModifierCompiler = (operand, { collation, order, operator }) => {
  const options = { collation };
  // Operators test the element itself, a document tests its fields, and any other value is compared.
  const test: ValueTest =
    isRegex(operand) || (isDocument(operand) && isOperatorDocument(operand))
      ? compileValueTest(operand, options)
      : isDocument(operand)
        ? compileDocumentTest(operand, options)
        : (element) => equalBson(element, operand, order);
  return (run, parts) => withdraw(run, parts, test, operator);
};

const compileDocumentTest = (operand: Document, options: { collation: unknown }): ValueTest => {
  const test = compileElementTest(operand, options);
  return (element) => isDocument(element) && test(element);
};

const pullAll: ModifierCompiler = (operand, { order, operator }) => {
  if (!Array.isArray(operand)) return fail('BadValue', `$pullAll requires an array argument but was given a ${typeOf(operand)}`);
  const test: ValueTest = (element) => operand.some((value: unknown) => equalBson(value, element, order));
  return (run, parts) => withdraw(run, parts, test, operator);
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/update-array/ */
export const arrayModifiers: Readonly<Record<string, ModifierCompiler>> = {
  $addToSet: addToSet,
  $push: push,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};
