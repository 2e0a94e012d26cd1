import { calculateObjectSize } from 'bson';
import { type Document, fieldsOf, getField, isDocument, setField } from '../../bson/document.ts';
import { int } from '../../bson/numbers.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { namedSpecs, type Operator, type OperatorTable, positional, unary } from './context.ts';

const merge = (values: readonly unknown[]): unknown => {
  const documents = values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
  const result: Document = {};
  for (const value of documents) {
    if (isNullish(value)) continue;
    if (!isDocument(value))
      return fail(40400, `$mergeObjects requires object inputs, but input ${String(value)} is of type ${typeOf(value)}`);
    for (const [name, field] of Object.entries(fieldsOf(value))) setField(result, name, field);
  }
  return result;
};

const getFieldOperator: Operator = (argument, context, name) => {
  const isNamed =
    isDocument(argument) &&
    (Object.hasOwn(argument, 'field') || Object.hasOwn(argument, 'input') || !Object.keys(argument)[0]?.startsWith('$'));
  const specs = isNamed
    ? namedSpecs(argument, name, {
        names: ['field', 'input'],
        required: ['field', 'input'],
        unknownCode: 3041701,
        missingCode: { field: 3041702, input: 3041703 },
      })
    : { field: argument, input: '$$CURRENT' };
  const field = context.compile(specs['field']);
  const input = context.compile(specs['input']);
  return (scope) => {
    const key = field(scope);
    if (typeof key !== 'string') return fail(3041704, `$getField requires 'field' to evaluate to type String, but got ${typeOf(key)}`);
    const value = input(scope);
    if (isNullish(value)) return value;
    return isDocument(value) ? getField(value, key) : undefined;
  };
};

const setFieldOperator: Operator = (argument, context, name) => {
  const isUnset = name === '$unsetField';
  const names = isUnset ? ['field', 'input'] : ['field', 'input', 'value'];
  const specs = namedSpecs(argument, name, {
    names,
    required: names,
    unknownCode: 4161101,
    missingCode: { field: 4161102, value: 4161103, input: 4161109 },
  });
  const field = context.compile(specs['field']);
  const input = context.compile(specs['input']);
  const value = isUnset ? () => undefined : context.compile(specs['value']);
  return (scope) => {
    const key = field(scope);
    if (typeof key !== 'string') return fail(4161107, `${name} requires 'field' to evaluate to type String, but got ${typeOf(key)}`);
    const document = input(scope);
    if (isNullish(document)) return null;
    if (!isDocument(document)) return fail(4161105, `${name} requires 'input' to evaluate to type Object`);
    const result: Document = { ...fieldsOf(document) };
    const next = value(scope);
    if (next === undefined) delete result[key];
    else setField(result, key, next);
    return result;
  };
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/#object-expression-operators */
export const objectOperators: OperatorTable = {
  $mergeObjects: positional(0, Number.POSITIVE_INFINITY, merge),
  $bsonSize: unary((value) => {
    if (isNullish(value)) return null;
    return isDocument(value)
      ? int(calculateObjectSize(value))
      : fail(31393, `$bsonSize requires a document input, found: ${typeOf(value)}`);
  }),
  $getField: getFieldOperator,
  $setField: setFieldOperator,
  $unsetField: setFieldOperator,
};
