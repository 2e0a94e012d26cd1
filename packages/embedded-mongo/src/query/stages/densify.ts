import { compareBson } from '../../bson/compare.ts';
import { type Document, getField, isDocument } from '../../bson/document.ts';
import { addNumbers, toDouble, toInteger } from '../../bson/numbers.ts';
import { isNullish, isNumeric, typeOf } from '../../bson/types.ts';
import { addToDate, type DateUnit, unitNamed } from '../date/arithmetic.ts';
import { zoneNamed } from '../date/zone.ts';
import { fail, show } from '../failure.ts';
import { replaceAt } from './flow.ts';
import { partitions } from './partition.ts';
import { type StageCompiler, stream } from './stage.ts';

/** More generated documents than this are refused, as MongoDB does. */
const MOST_GENERATED = 500_000;

interface DensifySpec {
  readonly parts: readonly string[];
  readonly fields: readonly string[];
  readonly unit: DateUnit | undefined;
  readonly step: unknown;
  readonly bounds: 'full' | 'partition' | readonly [unknown, unknown];
}

const boundsOf = (bounds: unknown): DensifySpec['bounds'] => {
  if (bounds === 'full' || bounds === 'partition') return bounds;
  if (!Array.isArray(bounds) || bounds.length !== 2)
    return fail(5733403, `a bounding array must contain exactly two elements, 'full' or 'partition' otherwise, found ${show(bounds)}`);
  if (compareBson(bounds[0], bounds[1]) > 0) fail(5733402, 'the bounds in $densify must be in ascending order');
  return [bounds[0], bounds[1]];
};

const parse = (spec: unknown): DensifySpec => {
  if (!isDocument(spec)) return fail('TypeMismatch', `the $densify stage specification must be an object, found ${typeOf(spec)}`);
  const { field, partitionByFields = [], range } = spec;
  if (typeof field !== 'string') return fail(40414, "BSON field '$densify.field' is missing but a required field");
  if (!isDocument(range)) return fail(40414, "BSON field '$densify.range' is missing but a required field");
  if (!Array.isArray(partitionByFields))
    return fail('TypeMismatch', "BSON field '$densify.partitionByFields' is the wrong type, expected type 'array'");
  if (!isNumeric(range['step']) || toDouble(range['step']) <= 0)
    fail(5733401, 'the step parameter in a range statement must be a strictly positive numeric value');
  const bounds = boundsOf(range['bounds']);
  if (bounds === 'partition' && partitionByFields.length === 0)
    fail(5733408, "one may not specify the bounds as 'partition' without specifying a non-empty array of partitionByFields");
  const unit = range['unit'] === undefined ? undefined : unitNamed(range['unit'], '$densify');
  if (unit !== undefined && toInteger(range['step']) === undefined)
    fail(6586400, 'The step parameter in a range satement must be a whole number when densifying a date range');
  return { parts: field.split('.'), fields: partitionByFields.map(String), unit, step: range['step'], bounds };
};

const read = (row: Document, parts: readonly string[]): unknown =>
  parts.reduce<unknown>((value, part) => (isDocument(value) ? getField(value, part) : undefined), row);

const next = (start: unknown, steps: number, { unit, step }: DensifySpec): unknown => {
  if (unit !== undefined) return addToDate(start as Date, unit, steps * toDouble(step), zoneNamed('UTC'));
  let value = start;
  for (let count = 0; count < steps; count += 1) value = addNumbers(value, step);
  return value;
};

const checkValue = (value: unknown, { unit }: DensifySpec): void => {
  if (unit === undefined && value instanceof Date)
    fail(6053600, 'Encountered non-numeric value in collection when step does not have a date unit.');
  if (unit !== undefined && !(value instanceof Date)) fail(6053600, 'Encountered non-date value in collection when step has a date unit.');
  if (!(value instanceof Date) && !isNumeric(value)) fail(5733201, 'Densify field type must be numeric or a date');
};

/** One partition: its rows in order, and a new document at each step where none is. */
function* densified(rows: readonly Document[], low: unknown, high: unknown, isClosed: boolean, spec: DensifySpec): Generator<Document> {
  const key = spec.fields.map((field) => [field.split('.'), read(rows[0] as Document, field.split('.'))] as const);
  const make = (value: unknown): Document =>
    replaceAt(
      key.reduce<Document>((document, [parts, part]) => replaceAt(document, parts, part), {}),
      spec.parts,
      value,
    );
  let generated = 0;
  let at = low;
  const isBefore = (value: unknown): boolean => compareBson(value, high) < 0 || (isClosed && compareBson(value, high) === 0);
  const step = (): void => {
    generated += 1;
    if (generated > MOST_GENERATED)
      fail(5897900, `Generated ${generated} documents in $densify, which is over the limit of ${MOST_GENERATED}`);
    at = spec.unit === undefined ? addNumbers(at, spec.step) : next(low, generated, spec);
  };
  for (const row of rows) {
    const value = read(row, spec.parts);
    while (isBefore(at) && compareBson(at, value) < 0) {
      yield make(at);
      step();
    }
    if (compareBson(at, value) === 0) step();
    yield row;
  }
  while (isBefore(at)) {
    yield make(at);
    step();
  }
}

const extremes = (rows: readonly Document[], spec: DensifySpec): readonly [unknown, unknown] => [
  read(rows[0] as Document, spec.parts),
  read(rows.at(-1) as Document, spec.parts),
];

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/densify/ */
export const compileDensify: StageCompiler = (specification, context) => {
  const spec = parse(specification);
  const keyOf = (row: Document): unknown => spec.fields.map((field) => read(row, field.split('.')) ?? null);
  return stream(async function* (input) {
    const withoutValue: Document[] = [];
    const filtered = async function* (): AsyncGenerator<Document> {
      for await (const document of input) {
        const value = read(document, spec.parts);
        if (isNullish(value)) withoutValue.push(document);
        else {
          checkValue(value, spec);
          yield document;
        }
      }
    };
    const key = spec.fields.length === 0 ? undefined : (scope: { root: Document }) => ({ key: keyOf(scope.root) });
    const groups = await partitions(filtered(), key, { [spec.parts.join('.')]: 1 }, context);
    yield* withoutValue;
    const all = groups.map((rows) => extremes(rows, spec));
    const lowest = all.map(([low]) => low).reduce((a, b) => (compareBson(a, b) <= 0 ? a : b), all[0]?.[0]);
    const highest = all.map(([, high]) => high).reduce((a, b) => (compareBson(a, b) >= 0 ? a : b), all[0]?.[1]);
    for (const [index, rows] of groups.entries()) {
      if (Array.isArray(spec.bounds)) yield* densified(rows, spec.bounds[0], spec.bounds[1], false, spec);
      else if (spec.bounds === 'full') yield* densified(rows, lowest, highest, true, spec);
      else yield* densified(rows, all[index]?.[0], all[index]?.[1], true, spec);
    }
  });
};
