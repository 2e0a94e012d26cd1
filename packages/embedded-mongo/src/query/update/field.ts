import { Timestamp } from 'bson';
import { compareBson } from '../../bson/compare.ts';
import { isDocument } from '../../bson/document.ts';
import { addNumbers, fitsInt, int, long, multiplyNumbers, numberKindOf, toInteger } from '../../bson/numbers.ts';
import { typeOf } from '../../bson/types.ts';
import { fail, show } from '../failure.ts';
import { isIdentical } from './identical.ts';
import { identityOf, type Modifier, type ModifierCompiler, type ModifierContext, type UpdateRun } from './operator.ts';

/** Writes a value unless the very same bytes are there already. */
export const assign = ({ draft }: UpdateRun, parts: readonly string[], value: unknown): void => {
  const present = draft.read(parts);
  if (present === undefined || !isIdentical(present, value)) draft.write(parts, value);
};

const set: ModifierCompiler = (operand) => (run, parts) => assign(run, parts, operand);

const setOnInsert: ModifierCompiler = (operand) => (run, parts) => {
  if (run.isInsert) assign(run, parts, operand);
};

const unset: ModifierCompiler = () => (run, parts) => {
  run.draft.remove(parts);
};

const requireNumber = (run: UpdateRun, value: unknown, { operator, path }: ModifierContext): void => {
  if (numberKindOf(value) !== undefined) return;
  fail(
    'TypeMismatch',
    `Cannot apply ${operator} to a value of non-numeric type. {${identityOf(run.draft.root)}} has the field '${path.split('.').at(-1)}' of non-numeric type ${typeOf(value)}`,
  );
};

const zeroLike = (operand: unknown): unknown => multiplyNumbers(operand, int(0));

const arithmetic =
  (isSum: boolean): ModifierCompiler =>
  (operand, context) => {
    if (numberKindOf(operand) === undefined)
      fail('TypeMismatch', `Cannot ${isSum ? 'increment' : 'multiply'} with non-numeric argument: {${context.path}: ${show(operand)}}`);
    const combine = isSum ? addNumbers : multiplyNumbers;
    return (run, parts) => {
      const present = run.draft.read(parts);
      if (present === undefined) return run.draft.write(parts, isSum ? operand : zeroLike(operand));
      requireNumber(run, present, context);
      const overflow = (): never =>
        fail(
          'BadValue',
          `Failed to apply ${context.operator} operations to current value ((NumberLong)${String(present)}) for document {${identityOf(run.draft.root)}}`,
        );
      assign(run, parts, combine(present, operand, overflow));
    };
  };

const extreme =
  (sign: 1 | -1): ModifierCompiler =>
  (operand, { order }) =>
  (run, parts) => {
    const present = run.draft.read(parts);
    if (present === undefined || compareBson(operand, present, order) * sign > 0) run.draft.write(parts, operand);
  };

const currentDate: ModifierCompiler = (operand, { path }) => {
  const isTimestamp = isDocument(operand) && operand['$type'] === 'timestamp';
  if (isDocument(operand)) {
    for (const name of Object.keys(operand)) if (name !== '$type') fail('BadValue', `Unrecognized $currentDate option: ${name}`);
    if (!isTimestamp && operand['$type'] !== 'date')
      fail('BadValue', `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`);
  } else if (typeof operand !== 'boolean') {
    fail(
      'BadValue',
      `${typeOf(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}) for ${path}.`,
    );
  }
  return (run, parts) => {
    const stamp = new Timestamp({ t: Math.floor(run.now.getTime() / 1000), i: (run.now.getTime() % 1000) + 1 });
    run.draft.write(parts, isTimestamp ? stamp : run.now);
  };
};

const bitOperations: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const integerOperand = (value: unknown, path: string): bigint => {
  const kind = numberKindOf(value);
  if (kind === 'int' || kind === 'long') return toInteger(value) ?? 0n;
  return fail(
    'BadValue',
    `The $bit modifier field must be an Integer(32/64 bit); a '${typeOf(value)}' is not supported here: {${path}: ${show(value)}}`,
  );
};

const bit: ModifierCompiler = (operand, { path }) => {
  if (!isDocument(operand))
    return fail(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeOf(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  const steps = Object.entries(operand).map(([name, value]) => {
    const apply = Object.hasOwn(bitOperations, name) ? bitOperations[name] : undefined;
    if (apply === undefined)
      return fail(
        'BadValue',
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${show(value)}}`,
      );
    return { apply, value: integerOperand(value, name), isLong: numberKindOf(value) === 'long' };
  });
  if (steps.length === 0)
    fail('BadValue', `You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}`);
  return (run, parts) => {
    const present = run.draft.read(parts) ?? int(0);
    const kind = numberKindOf(present);
    if (kind !== 'int' && kind !== 'long')
      fail(
        'BadValue',
        `Cannot apply $bit to a value of non-integral type.${identityOf(run.draft.root)} has the field ${path} of non-integer type ${typeOf(present)}`,
      );
    const result = steps.reduce((value, { apply, value: mask }) => apply(value, mask), toInteger(present) ?? 0n);
    const isLong = kind === 'long' || steps.some((step) => step.isLong) || !fitsInt(result);
    assign(run, parts, isLong ? long(result) : int(Number(result)));
  };
};

/** The operators of single fields. `$rename` reads one path and writes another; the compiler of updates calls it. */
export const fieldModifiers: Readonly<Record<string, ModifierCompiler>> = {
  $set: set,
  $setOnInsert: setOnInsert,
  $unset: unset,
  $inc: arithmetic(true),
  $mul: arithmetic(false),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bit,
};

const refuseArrayOnWay = (run: UpdateRun, parts: readonly string[], which: 'source' | 'destination'): void => {
  for (let length = 1; length < parts.length; length += 1) {
    if (!Array.isArray(run.draft.read(parts.slice(0, length)))) continue;
    const name = parts.slice(0, length).join('.');
    fail(
      'BadValue',
      `The ${which} field cannot be an array element, '${parts.join('.')}' in doc with ${identityOf(run.draft.root)} has an array field called '${name}'`,
    );
  }
};

/** `$rename`: written at the target's place in the order of application, as MongoDB does. */
export const rename =
  (source: readonly string[]): Modifier =>
  (run, parts) => {
    refuseArrayOnWay(run, source, 'source');
    refuseArrayOnWay(run, parts, 'destination');
    const value = run.draft.read(source);
    if (value === undefined) return run.draft.checkViable(source);
    run.draft.remove(source);
    run.draft.write(parts, value);
  };
