import { compareStrings, type StringOrder } from '../bson/compare.ts';
import { type Document, fieldsOf, isDocument, tagOf } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import { parseCollation, stringOrderOf } from './collation.ts';
import { compileExpression } from './expression/expression.ts';
import { rootScope } from './expression/scope.ts';
import { truthy } from './expression/truth.ts';
import { fail } from './failure.ts';
import { type BitTestName, bitTest } from './match/bits.ts';
import { compileJsonSchema } from './match/json-schema.ts';
import { type ComparisonName, comparison, inTest, modTest, regexTest, sizeOperand, typeTest, type ValueTest } from './match/leaf.ts';
import { splitPath, visitPath } from './match/path.ts';
import { isRegex, regexParts } from './regex.ts';
import { parseTextQuery, type TextQuery } from './text-query.ts';

export interface MatchOptions {
  /** A collation's document, or one already parsed. */
  readonly collation?: unknown;
  /** Variables for `$expr`: the command's `let`, or the variables of an outer pipeline. */
  readonly let?: Readonly<Record<string, unknown>> | undefined;
  readonly now?: Date | undefined;
  /** Decides a `$text` clause for one document; without it every document the text index found passes. */
  readonly matchesText?: ((document: Document, query: TextQuery) => boolean) | undefined;
}

/** A compiled filter. */
export interface Matcher {
  (document: Document): boolean;
  /** The `$text` clause, which needs a text index to be answered. */
  readonly text: TextQuery | undefined;
  /** The place in an array that made the document match: what the positional `$` stands for. */
  readonly arrayIndex: (document: Document) => number | undefined;
}

/** Where a matching clause leaves the array place it matched at. */
interface Track {
  index: number | undefined;
}

type Test = (document: Document, track?: Track) => boolean;

interface Compilation {
  readonly order: StringOrder;
  readonly options: MatchOptions;
  text: TextQuery | undefined;
}

const asOrder = (collation: unknown): StringOrder => stringOrderOf(parseCollation(collation));

/** Compiles a query filter; everything wrong with it is refused here, not when a document is met. */
export const compileMatch = (filter: Document, options: MatchOptions = {}): Matcher => {
  const compilation: Compilation = { order: asOrder(options.collation), options, text: undefined };
  const test = compileFilter(filter, compilation, true);
  const matcher = (document: Document): boolean => test(document);
  const arrayIndex = (document: Document): number | undefined => {
    const track: Track = { index: undefined };
    return test(document, track) ? track.index : undefined;
  };
  return Object.assign(matcher, { text: compilation.text, arrayIndex });
};

const all = (tests: readonly Test[]): Test => {
  if (tests.length === 1) return tests[0] as Test;
  return (document, track) => tests.every((test) => test(document, track));
};

/** Fields of a DBRef, which begin with a dollar and are no operators. */
const referenceFields = new Set(['$ref', '$id', '$db']);

const compileFilter = (filter: unknown, compilation: Compilation, isTop: boolean): Test => {
  if (!isDocument(filter)) return fail('BadValue', 'filter must be an object');
  const tests = Object.entries(fieldsOf(filter)).map(([name, operand]) =>
    name.startsWith('$') && !referenceFields.has(name)
      ? compileTop(name, operand, compilation, isTop)
      : compileField(name, operand, compilation),
  );
  return all(tests);
};

const clauses = (name: string, operand: unknown, compilation: Compilation, isTop: boolean): readonly Test[] => {
  if (!Array.isArray(operand)) return fail('BadValue', `${name} argument must be an array`);
  if (operand.length === 0) fail('BadValue', `${name} argument must be a non-empty array`);
  return operand.map((clause: unknown) => {
    if (!isDocument(clause)) return fail('BadValue', `${name} argument's entries must be objects`);
    return compileFilter(clause, compilation, isTop);
  });
};

const isListOfEqualities = (clauses: readonly Document[]): boolean => {
  const paths = new Set(clauses.flatMap((clause) => Object.keys(clause)));
  const [path = '$'] = paths;
  if (paths.size !== 1 || path.startsWith('$')) return false;
  return clauses.every((clause) => !isOperators(clause[path]) || Object.keys(clause[path]).join() === '$eq');
};

const compileTop = (name: string, operand: unknown, compilation: Compilation, isTop: boolean): Test => {
  switch (name) {
    case '$and':
      return all(clauses(name, operand, compilation, isTop));
    case '$or': {
      const tests = clauses(name, operand, compilation, isTop);
      // Only a list of equalities of one field, which is an `$in`, says which array element matched.
      const isTracked = isListOfEqualities(operand as readonly Document[]);
      return (document, track) => tests.some((test) => test(document, isTracked ? track : undefined));
    }
    case '$nor': {
      const tests = clauses(name, operand, compilation, isTop);
      return (document) => !tests.some((test) => test(document));
    }
    case '$comment':
      return () => true;
    case '$alwaysTrue':
      return () => true;
    case '$alwaysFalse':
      return () => false;
    case '$expr':
      return compileExpr(operand, compilation);
    case '$jsonSchema':
      return compileJsonSchema(operand);
    case '$text':
      return compileText(operand, compilation);
    case '$where':
      return fail('BadValue', '$where is not supported by the embedded server: it runs no JavaScript');
    case '$sampleRate':
      return compileSampleRate(operand);
    default:
      return fail(
        'BadValue',
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
};

const compileText = (operand: unknown, compilation: Compilation): Test => {
  if (compilation.text !== undefined) fail('BadValue', 'Too many text expressions');
  const query = parseTextQuery(operand);
  compilation.text = query;
  const { matchesText } = compilation.options;
  return (document) => matchesText?.(document, query) ?? true;
};

const compileExpr = (operand: unknown, { options, order }: Compilation): Test => {
  const evaluate = compileExpression(operand, { order, variables: Object.keys(options.let ?? {}) });
  const now = options.now ?? new Date();
  return (document) => truthy(evaluate(rootScope(document, options.let, now)));
};

const compileSampleRate = (operand: unknown): Test => {
  if (!isNumeric(operand)) fail('BadValue', 'argument to $sampleRate must be a numeric type');
  const rate = toDouble(operand);
  if (!(rate >= 0 && rate <= 1)) fail('BadValue', `numeric argument to $sampleRate must be in [0, 1]`);
  return () => Math.random() < rate;
};

/** Stands for the path of an array element that `$elemMatch: { $gt: 1 }` tests by itself: nothing is traversed. */
const ELEMENT = Symbol('element');

type Path = string | typeof ELEMENT;

const anyValue = (path: Path, isWhole: boolean, test: ValueTest): Test => {
  if (path === ELEMENT) return (wrapped) => test(wrapped['element']);
  const parts = splitPath(path);
  return (document, track) =>
    visitPath(document, parts, isWhole, (value, index) => {
      if (!test(value)) return false;
      if (track !== undefined && index !== undefined) track.index = index;
      return true;
    });
};

const not =
  (test: Test): Test =>
  (document) =>
    !test(document);

/** `{ $gt: 1 }` is a list of operators; `{ $ref: ..., $id: ... }` is a value. */
const isOperators = (value: unknown): value is Document => {
  if (!isDocument(value) || tagOf(value) === 'DBRef') return false;
  const [first] = Object.keys(value);
  return first?.startsWith('$') === true && !referenceFields.has(first);
};

const compileField = (path: Path, operand: unknown, compilation: Compilation): Test => {
  if (isOperators(operand)) return compileOperators(path, operand, compilation);
  if (isRegex(operand)) return anyValue(path, false, regexTest(...regexParts(operand)));
  return anyValue(path, false, comparison('$eq', operand, compilation.order));
};

const compileOperators = (path: Path, operators: Document, compilation: Compilation): Test => {
  const tests: Test[] = [];
  for (const [name, operand] of Object.entries(operators)) {
    if (name === '$options') {
      if (operators['$regex'] === undefined) fail('BadValue', '$options needs a $regex');
    } else if (name === '$comment') {
    } else tests.push(compileOperator(path, name, operand, operators, compilation));
  }
  return tests.length === 0 ? () => true : all(tests);
};

const compileOperator = (path: Path, name: string, operand: unknown, siblings: Document, compilation: Compilation): Test => {
  const { order } = compilation;
  const isBytewise = order === compareStrings;
  switch (name) {
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (isRegex(operand) && name !== '$eq') fail('BadValue', `Can't have RegEx as arg to predicate over field '${String(path)}'.`);
      return anyValue(path, false, comparison(name as ComparisonName, operand, order));
    case '$ne':
      if (isRegex(operand)) fail('BadValue', "Can't have regex as arg to $ne.");
      return not(anyValue(path, false, comparison('$eq', operand, order)));
    case '$in':
      return anyValue(path, false, inTest(operand, order, isBytewise));
    case '$nin':
      if (!Array.isArray(operand)) fail('BadValue', '$nin needs an array');
      return not(anyValue(path, false, inTest(operand, order, isBytewise)));
    case '$exists':
      return existsTest(path, operand);
    case '$type':
      return anyValue(path, false, typeTest(operand));
    case '$mod':
      return anyValue(path, false, modTest(operand));
    case '$regex':
      return anyValue(path, false, regexOperator(operand, siblings));
    case '$not':
      return notTest(path, operand, compilation);
    default:
      return compileArrayOperator(path, name, operand, compilation);
  }
};

const compileArrayOperator = (path: Path, name: string, operand: unknown, compilation: Compilation): Test => {
  switch (name) {
    case '$size': {
      const size = sizeOperand(operand);
      return anyValue(path, true, (value) => Array.isArray(value) && value.length === size);
    }
    case '$all':
      return allTest(path, operand, compilation);
    case '$elemMatch':
      return elemMatchTest(path, operand, compilation);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return anyValue(path, false, bitTest(name as BitTestName, operand));
    case '$geoWithin':
    case '$within':
    case '$geoIntersects':
      return fail('BadValue', `${name} is not supported by the embedded server`);
    case '$near':
    case '$nearSphere':
    case '$geoNear':
      return fail('NoQueryExecutionPlans', 'error processing query: unable to find index for $geoNear query');
    case '$expr':
      return fail('BadValue', '$expr can only be applied to the top-level document');
    default:
      return fail('BadValue', `unknown operator: ${name}`);
  }
};

const existsTest = (path: Path, operand: unknown): Test => {
  const exists = anyValue(path, false, (value) => value !== undefined);
  return truthy(operand) ? exists : not(exists);
};

const regexOperator = (operand: unknown, siblings: Document): ValueTest => {
  const options = siblings['$options'];
  if (options !== undefined && typeof options !== 'string') return fail('BadValue', '$options has to be a string');
  if (isRegex(operand)) {
    const [pattern, own] = regexParts(operand);
    if (own !== '' && options !== undefined) fail(51075, 'options set in both $regex and $options');
    return regexTest(pattern, options ?? own);
  }
  return typeof operand === 'string' ? regexTest(operand, options ?? '') : fail('BadValue', '$regex has to be a string');
};

const notTest = (path: Path, operand: unknown, compilation: Compilation): Test => {
  if (isRegex(operand)) return not(anyValue(path, false, regexTest(...regexParts(operand))));
  if (!isDocument(operand)) return fail('BadValue', '$not needs a regex or a document');
  if (Object.keys(operand).length === 0) fail('BadValue', '$not cannot be empty');
  for (const name of Object.keys(operand)) if (!name.startsWith('$')) fail('BadValue', `unknown operator: ${name}`);
  return not(compileOperators(path, operand, compilation));
};

const allTest = (path: Path, operand: unknown, compilation: Compilation): Test => {
  if (!Array.isArray(operand)) return fail('BadValue', '$all needs an array');
  if (operand.length === 0) return () => false;
  const isElemMatch = (entry: unknown): entry is Document => isDocument(entry) && Object.keys(entry)[0] === '$elemMatch';
  const entries = operand as unknown[];
  if (entries.some(isElemMatch) && !entries.every(isElemMatch)) fail('BadValue', '$all/$elemMatch has to be consistent');
  return all(
    entries.map((entry) => {
      if (isElemMatch(entry)) return elemMatchTest(path, entry['$elemMatch'], compilation);
      if (isOperators(entry)) return fail('BadValue', 'no $ expressions in $all');
      return compileField(path, entry, compilation);
    }),
  );
};

const logical = new Set(['$and', '$or', '$nor', '$where', '$expr', '$text', '$jsonSchema']);

const elemMatchTest = (path: Path, operand: unknown, compilation: Compilation): Test => {
  const test = compileElemMatch(operand, compilation);
  if (path === ELEMENT) return ({ element }) => Array.isArray(element) && element.some(test);
  const parts = splitPath(path);
  return (document, track) =>
    visitPath(document, parts, true, (value, outer) => {
      if (!Array.isArray(value)) return false;
      const index = value.findIndex(test);
      if (index < 0) return false;
      if (track !== undefined) track.index = outer ?? index;
      return true;
    });
};

/** Compiles `$elemMatch`'s operand to a test of one array element: by value (`{ $gt: 1 }`) or as a document. */
export const compileElemMatch = (operand: unknown, compilation: Compilation): ValueTest => {
  if (!isDocument(operand)) return fail('BadValue', '$elemMatch needs an Object');
  const [first] = Object.keys(operand);
  if (first?.startsWith('$') === true && !logical.has(first) && isOperators(operand)) {
    const test = compileOperators(ELEMENT, operand, compilation);
    return (element) => test({ element });
  }
  const test = compileFilter(operand, compilation, false);
  // MongoDB matches array elements as documents whose field names are the positions.
  return (element) => (isDocument(element) ? test(element) : Array.isArray(element) && test({ ...element }));
};

/** A test of single array elements, for `$pull` and for `$elemMatch` in projections. */
export const compileElementTest = (operand: unknown, options: MatchOptions = {}): ValueTest =>
  compileElemMatch(operand, { order: asOrder(options.collation), options, text: undefined });

/** A test of one value under no path, as `$pull: { a: { $gt: 1 } }` and array filters apply it. */
export const compileValueTest = (operand: unknown, options: MatchOptions = {}): ValueTest => {
  const test = compileField('value', operand, { order: asOrder(options.collation), options, text: undefined });
  return (value) => test({ value });
};
