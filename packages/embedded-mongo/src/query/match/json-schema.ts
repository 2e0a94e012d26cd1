import { compareBson, equalBson } from '../../bson/compare.ts';
import { remainderOfDecimals } from '../../bson/decimal.ts';
import { type Document, fieldsOf, getField, hasField, isDocument } from '../../bson/document.ts';
import { toDecimal, toInteger } from '../../bson/numbers.ts';
import { type BsonTypeName, isNumeric, typeOf } from '../../bson/types.ts';
import { distinctValues } from '../expression/value-set.ts';
import { fail, show } from '../failure.ts';
import { compileRegex } from '../regex.ts';
import { typesNamed, type ValueTest } from './leaf.ts';

type Keyword = (argument: unknown, schema: Document) => ValueTest;

const always: ValueTest = () => true;

const jsonTypes: Readonly<Record<string, readonly BsonTypeName[]>> = {
  array: ['array'],
  boolean: ['bool'],
  null: ['null'],
  object: ['object'],
  string: ['string'],
  number: ['int', 'long', 'double', 'decimal'],
};

const typeKeyword =
  (isBson: boolean): Keyword =>
  (argument) => {
    const entries = Array.isArray(argument) ? (argument as unknown[]) : [argument];
    const names = new Set(
      entries.flatMap((entry) => {
        if (typeof entry !== 'string')
          return fail(
            'TypeMismatch',
            `$jsonSchema keyword '${isBson ? 'bsonType' : 'type'}' must be either a string or an array of strings`,
          );
        if (isBson) return typesNamed(entry);
        if (entry === 'integer') return fail('FailedToParse', "$jsonSchema type 'integer' is not currently supported.");
        return jsonTypes[entry] ?? fail('BadValue', `Unknown type name alias: ${entry}`);
      }),
    );
    return (value) => names.has(typeOf(value));
  };

const count = (argument: unknown, name: string): number => {
  const value = isNumeric(argument) ? toInteger(argument) : undefined;
  return value === undefined || value < 0n
    ? fail(isNumeric(argument) ? 'FailedToParse' : 'TypeMismatch', `$jsonSchema keyword '${name}' must be a non-negative integer`)
    : Number(value);
};

const onNumbers =
  (test: (value: unknown) => boolean): ValueTest =>
  (value) =>
    !isNumeric(value) || test(value);
const onStrings =
  (test: (value: string) => boolean): ValueTest =>
  (value) =>
    typeof value !== 'string' || test(value);
const onArrays =
  (test: (value: readonly unknown[]) => boolean): ValueTest =>
  (value) =>
    !Array.isArray(value) || test(value);
const onDocuments =
  (test: (value: Document) => boolean): ValueTest =>
  (value) =>
    !isDocument(value) || test(fieldsOf(value));

const number = (argument: unknown, name: string): unknown =>
  isNumeric(argument) ? argument : fail('TypeMismatch', `$jsonSchema keyword '${name}' must be a number`);

const bound =
  (name: 'minimum' | 'maximum', sign: 1 | -1): Keyword =>
  (argument, schema) => {
    const limit = number(argument, name);
    const isExclusive = schema[name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'] === true;
    return onNumbers((value) => {
      const order = compareBson(value, limit) * sign;
      return isExclusive ? order > 0 : order >= 0;
    });
  };

const schemas = (argument: unknown, name: string): readonly ValueTest[] => {
  if (!Array.isArray(argument)) return fail('TypeMismatch', `$jsonSchema keyword '${name}' must be an array`);
  if (argument.length === 0) fail('BadValue', `$jsonSchema keyword '${name}' must be a non-empty array`);
  return argument.map((schema: unknown) => compileSchema(schema, name));
};

const required: Keyword = (argument) => {
  if (!Array.isArray(argument)) return fail('TypeMismatch', "$jsonSchema keyword 'required' must be an array");
  if (argument.length === 0) fail('FailedToParse', "$jsonSchema keyword 'required' cannot be an empty array");
  const names = argument.map((name: unknown) =>
    typeof name === 'string' ? name : fail('TypeMismatch', "$jsonSchema keyword 'required' must be an array of strings"),
  );
  return onDocuments((value) => names.every((name) => hasField(value, name)));
};

const namedSchemas = (argument: unknown, name: string): readonly (readonly [string, ValueTest])[] => {
  if (!isDocument(argument)) return fail('TypeMismatch', `$jsonSchema keyword '${name}' must be an object`);
  return Object.entries(argument).map(([key, schema]) => [key, compileSchema(schema, name)]);
};

const properties: Keyword = (argument) => {
  const tests = namedSchemas(argument, 'properties');
  return onDocuments((value) => tests.every(([name, test]) => !hasField(value, name) || test(getField(value, name))));
};

const patternProperties: Keyword = (argument) => {
  const tests = namedSchemas(argument, 'patternProperties').map(([pattern, test]) => [compileRegex(pattern), test] as const);
  return onDocuments((value) =>
    Object.entries(value).every(([name, field]) => tests.every(([pattern, test]) => !pattern.test(name) || test(field))),
  );
};

const additionalProperties: Keyword = (argument, schema) => {
  const known = new Set(isDocument(schema['properties']) ? Object.keys(schema['properties']) : []);
  const patterns = isDocument(schema['patternProperties'])
    ? Object.keys(schema['patternProperties']).map((pattern) => compileRegex(pattern))
    : [];
  if (typeof argument !== 'boolean' && !isDocument(argument))
    return fail('TypeMismatch', "$jsonSchema keyword 'additionalProperties' must be either an object or a boolean");
  const test = argument === true ? always : argument === false ? () => false : compileSchema(argument, 'additionalProperties');
  return onDocuments((value) =>
    Object.entries(value).every(([name, field]) => known.has(name) || patterns.some((pattern) => pattern.test(name)) || test(field)),
  );
};

const dependencies: Keyword = (argument) => {
  if (!isDocument(argument)) return fail('TypeMismatch', "$jsonSchema keyword 'dependencies' must be an object");
  const tests = Object.entries(argument).map(([name, dependency]) => {
    const test = Array.isArray(dependency) ? required(dependency, {}) : compileSchema(dependency, 'dependencies');
    return [name, test] as const;
  });
  return onDocuments((value) => tests.every(([name, test]) => !hasField(value, name) || test(value)));
};

const items: Keyword = (argument, schema) => {
  if (!Array.isArray(argument)) {
    const test = compileSchema(argument, 'items');
    return onArrays((value) => value.every(test));
  }
  const tests = argument.map((entry: unknown) => compileSchema(entry, 'items'));
  const additional = schema['additionalItems'];
  const rest = additional === false ? () => false : isDocument(additional) ? compileSchema(additional, 'additionalItems') : always;
  return onArrays((value) => value.every((element, index) => (tests[index] ?? rest)(element)));
};

const multipleOf: Keyword = (argument) => {
  const divisor = toDecimal(number(argument, 'multipleOf'));
  return onNumbers((value) => {
    const remainder = remainderOfDecimals(toDecimal(value), divisor);
    return remainder.kind === 'finite' && remainder.coefficient === 0n;
  });
};

const enumeration: Keyword = (argument) => {
  if (!Array.isArray(argument)) return fail('TypeMismatch', "$jsonSchema keyword 'enum' must be an array");
  if (argument.length === 0) fail('FailedToParse', "$jsonSchema keyword 'enum' cannot be an empty array");
  return (value) => argument.some((element: unknown) => equalBson(element, value));
};

const keywords: Readonly<Record<string, Keyword>> = {
  bsonType: typeKeyword(true),
  type: typeKeyword(false),
  enum: enumeration,
  minimum: bound('minimum', 1),
  maximum: bound('maximum', -1),
  multipleOf,
  minLength: (argument) => {
    const least = count(argument, 'minLength');
    return onStrings((value) => [...value].length >= least);
  },
  maxLength: (argument) => {
    const most = count(argument, 'maxLength');
    return onStrings((value) => [...value].length <= most);
  },
  pattern: (argument) => {
    const regex =
      typeof argument === 'string' ? compileRegex(argument) : fail('TypeMismatch', "$jsonSchema keyword 'pattern' must be a string");
    return onStrings((value) => regex.test(value));
  },
  allOf: (argument) => {
    const tests = schemas(argument, 'allOf');
    return (value) => tests.every((test) => test(value));
  },
  anyOf: (argument) => {
    const tests = schemas(argument, 'anyOf');
    return (value) => tests.some((test) => test(value));
  },
  oneOf: (argument) => {
    const tests = schemas(argument, 'oneOf');
    return (value) => tests.filter((test) => test(value)).length === 1;
  },
  not: (argument) => {
    const test = compileSchema(argument, 'not');
    return (value) => !test(value);
  },
  required,
  properties,
  patternProperties,
  additionalProperties,
  dependencies,
  items,
  minItems: (argument) => {
    const least = count(argument, 'minItems');
    return onArrays((value) => value.length >= least);
  },
  maxItems: (argument) => {
    const most = count(argument, 'maxItems');
    return onArrays((value) => value.length <= most);
  },
  uniqueItems: (argument) => {
    if (typeof argument !== 'boolean') fail('TypeMismatch', "$jsonSchema keyword 'uniqueItems' must be a boolean");
    return argument === true ? onArrays((value) => distinctValues(value).length === value.length) : always;
  },
  minProperties: (argument) => {
    const least = count(argument, 'minProperties');
    return onDocuments((value) => Object.keys(value).length >= least);
  },
  maxProperties: (argument) => {
    const most = count(argument, 'maxProperties');
    return onDocuments((value) => Object.keys(value).length <= most);
  },
};

/** Read together with another keyword, or without a meaning for validation. */
const silent = new Set(['exclusiveMinimum', 'exclusiveMaximum', 'additionalItems', 'title', 'description']);
const unsupported = new Set(['$ref', '$schema', 'default', 'definitions', 'format', 'id']);

const compileSchema = (schema: unknown, name: string): ValueTest => {
  if (!isDocument(schema)) return fail('TypeMismatch', `$jsonSchema keyword '${name}' must be an object, found ${show(schema)}`);
  const tests = Object.entries(schema).flatMap(([keyword, argument]) => {
    if (silent.has(keyword)) return [];
    if (unsupported.has(keyword)) return fail('FailedToParse', `$jsonSchema keyword '${keyword}' is not currently supported`);
    const compile = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    return [compile === undefined ? fail('FailedToParse', `Unknown $jsonSchema keyword: ${keyword}`) : compile(argument, schema)];
  });
  return (value) => tests.every((test) => test(value));
};

/**
 * Compiles a draft 4 schema as `$jsonSchema` and collection validators take it.
 * @see https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/
 */
export const compileJsonSchema = (schema: unknown): ((document: Document) => boolean) => {
  if (!isDocument(schema)) return fail('TypeMismatch', `$jsonSchema must be an object`);
  return compileSchema(schema, '$jsonSchema');
};
