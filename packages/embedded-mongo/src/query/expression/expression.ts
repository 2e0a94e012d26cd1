import { compareStrings, type StringOrder } from '../../bson/compare.ts';
import { type Document, fieldsOf, getField, isDocument, setField, tagOf } from '../../bson/document.ts';
import { fail } from '../failure.ts';
import { metadataOf } from '../metadata.ts';
import { accumulatorExpressions } from './accumulator-operators.ts';
import { arithmeticOperators } from './arithmetic.ts';
import { arrayOperators } from './array.ts';
import { bitOperators } from './bits.ts';
import { comparisonOperators } from './comparison.ts';
import type { Expression, ExpressionContext, OperatorTable } from './context.ts';
import { controlOperators } from './control.ts';
import { conversionOperators } from './conversion.ts';
import { dateOperators } from './date.ts';
import { datePartOperators } from './date-parts.ts';
import { iterationOperators } from './iteration.ts';
import { objectOperators } from './object.ts';
import { regexOperators } from './regex.ts';
import { setOperators } from './set.ts';
import { stringOperators } from './string.ts';
import { trigonometryOperators } from './trigonometry.ts';

export type { Expression } from './context.ts';

export interface ExpressionOptions {
  readonly order?: StringOrder;
  /** Names of the variables the scope will bind; any other name is refused with 17276. */
  readonly variables?: Iterable<string>;
}

const operators: OperatorTable = {
  ...arithmeticOperators,
  ...arrayOperators,
  ...accumulatorExpressions,
  ...bitOperators,
  ...comparisonOperators,
  ...controlOperators,
  ...conversionOperators,
  ...dateOperators,
  ...datePartOperators,
  ...iterationOperators,
  ...objectOperators,
  ...regexOperators,
  ...setOperators,
  ...stringOperators,
  ...trigonometryOperators,
};

/** True for `$add`, `$literal` and every other name an expression can begin with. */
export const isExpressionName = (name: string): boolean => Object.hasOwn(operators, name) || ['$literal', '$const', '$meta'].includes(name);

const contextOf = (order: StringOrder, variables: ReadonlySet<string>): ExpressionContext => {
  const context: ExpressionContext = {
    order,
    variables,
    compile: (spec, more) => compileIn(spec, more === undefined ? context : contextOf(order, new Set([...variables, ...more]))),
  };
  return context;
};

/** Compiles an aggregation expression. */
export const compileExpression = (spec: unknown, { order = compareStrings, variables = [] }: ExpressionOptions = {}): Expression =>
  compileIn(spec, contextOf(order, new Set(variables)));

const compileIn = (spec: unknown, context: ExpressionContext): Expression => {
  if (typeof spec === 'string' && spec.startsWith('$')) return compilePath(spec, context);
  if (Array.isArray(spec)) {
    const elements = spec.map((element: unknown) => compileIn(element, context));
    return (scope) => elements.map((evaluate) => evaluate(scope) ?? null);
  }
  if (!isDocument(spec) || tagOf(spec) === 'DBRef') return () => spec;
  return compileDocument(spec, context);
};

const compileDocument = (spec: Document, context: ExpressionContext): Expression => {
  const entries = Object.entries(fieldsOf(spec));
  const [first] = entries;
  if (first?.[0].startsWith('$') !== true) return compileObject(entries, context);
  const [name, argument] = first;
  if (entries.length > 1)
    fail(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${entries.length} fields in the expression`,
    );
  if (name === '$literal' || name === '$const') return () => argument;
  if (name === '$meta') return compileMeta(argument);
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator === undefined) return fail('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  return operator(argument, context, name);
};

const compileObject = (entries: readonly (readonly [string, unknown])[], context: ExpressionContext): Expression => {
  for (const [name] of entries) {
    if (name.includes('.')) fail(16410, `FieldPath field names may not contain '.'. Consider using $getField or $setField.`);
    if (name.startsWith('$')) fail(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
  }
  const fields = entries.map(([name, spec]) => [name, compileIn(spec, context)] as const);
  return (scope) => {
    const result: Document = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(scope);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
};

const compileMeta = (argument: unknown): Expression => {
  const known = [
    'textScore',
    'indexKey',
    'randVal',
    'searchScore',
    'searchHighlights',
    'recordId',
    'sortKey',
    'geoNearDistance',
    'geoNearPoint',
    'vectorSearchScore',
    'score',
  ];
  if (typeof argument !== 'string' || !known.includes(argument)) return fail(17308, `Unsupported argument to $meta: ${String(argument)}`);
  return (scope) => metadataOf(scope.root)?.[argument];
};

const SYSTEM = new Set(['ROOT', 'CURRENT', 'NOW', 'REMOVE', 'DESCEND', 'PRUNE', 'KEEP', 'CLUSTER_TIME', 'SEARCH_META', 'USER_ROLES']);

const compilePath = (path: string, context: ExpressionContext): Expression => {
  if (!path.startsWith('$$')) {
    const parts = fieldPathOf(path.slice(1));
    return parts.length === 1 ? fieldReader(parts[0] as string) : (scope) => readPath(scope.current, parts, 0);
  }
  const [name = '', ...rest] = path.slice(2).split('.');
  if (name === '') fail('FailedToParse', 'empty variable names are not allowed');
  if (rest.length > 0) fieldPathOf(rest.join('.'));
  const read = variableReader(name, context);
  return rest.length === 0 ? read : (scope) => readPath(read(scope), rest, 0);
};

const fieldReader =
  (name: string): Expression =>
  ({ current }) =>
    readPath(current, [name], 0);

/** Splits a `$a.b` path and refuses what cannot be one. */
export const fieldPathOf = (path: string): readonly string[] => {
  if (path === '') fail(16872, "'$' by itself is not a valid FieldPath");
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '')
      fail(
        path.endsWith('.') ? 40353 : 15998,
        path.endsWith('.') ? "FieldPath must not end with a '.'." : 'FieldPath field names may not be empty strings.',
      );
    if (part.startsWith('$') && !['$id', '$ref', '$db'].includes(part))
      fail(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
  }
  return parts;
};

const variableReader = (name: string, context: ExpressionContext): Expression => {
  if (context.variables.has(name)) return (scope) => scope.variables[name];
  if (!SYSTEM.has(name)) return fail(17276, `Use of undefined variable: ${name}`);
  switch (name) {
    case 'ROOT':
      return (scope) => scope.root;
    case 'CURRENT':
      return (scope) => scope.current;
    case 'NOW':
      return (scope) => scope.now;
    case 'REMOVE':
      return () => undefined;
    case 'DESCEND':
    case 'PRUNE':
    case 'KEEP':
      return (scope) => scope.variables[name] ?? name.toLowerCase();
    default:
      return fail(51144, `Builtin variable '$$${name}' is not available`);
  }
};

/** Reads a path as expressions do: arrays give the array of their elements' values, positions are not looked up. */
export const readPath = (value: unknown, parts: readonly string[], at: number): unknown => {
  if (at === parts.length) return value;
  if (Array.isArray(value)) {
    const found: unknown[] = [];
    for (const element of value as unknown[]) {
      const inner = isDocument(element) || (Array.isArray(element) && at > 0) ? readPath(element, parts, at) : undefined;
      if (inner !== undefined) found.push(inner);
    }
    return found;
  }
  return isDocument(value) ? readPath(getField(value, parts[at] as string), parts, at + 1) : undefined;
};
