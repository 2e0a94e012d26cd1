import { type Document, fieldsOf, getField, isDocument, setField } from '../bson/document.ts';
import { toDouble, toInteger } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import { parseCollation, stringOrderOf } from './collation.ts';
import { rootScope } from './expression/scope.ts';
import { fail, show } from './failure.ts';
import type { ValueTest } from './match/leaf.ts';
import { splitPath } from './match/path.ts';
import { compileElementTest, compileMatch } from './match.ts';
import { carryMetadata } from './metadata.ts';
import { compileProjection } from './projection/projection.ts';

export interface ProjectOptions {
  /** The query's filter, which a positional `a.$` refers to. */
  readonly filter?: Document | undefined;
  readonly collation?: unknown;
  readonly let?: Readonly<Record<string, unknown>> | undefined;
  readonly now?: Date | undefined;
}

type Pre = (document: Document) => Document;
type Post = (document: Document, original: Document) => Document;

/** Rewrites the value at a path, passing through arrays on the way; the containers are copied. */
const rewriteAt = (value: unknown, parts: readonly string[], at: number, rewrite: (value: unknown) => unknown): unknown => {
  if (at === parts.length) return rewrite(value);
  if (Array.isArray(value)) return value.map((element: unknown) => rewriteAt(element, parts, at, rewrite));
  if (!isDocument(value)) return value;
  const name = parts[at] as string;
  const present = getField(value, name);
  if (present === undefined) return value;
  const copy = { ...fieldsOf(value) };
  setField(copy, name, rewriteAt(present, parts, at + 1, rewrite));
  return copy;
};

const sliceBounds = (argument: unknown): readonly [skip: number, limit: number | undefined] => {
  const whole = (value: unknown, code: number): number =>
    isNumeric(value)
      ? Number(toInteger(value) ?? BigInt(Math.trunc(toDouble(value))))
      : fail(code, `$slice only supports numbers and [skip, limit] arrays, found ${show(value)}`);
  if (!Array.isArray(argument)) return [whole(argument, 28667), undefined];
  if (argument.length !== 2) return fail(28724, '$slice array argument should be of form [skip, limit]');
  const limit = whole(argument[1], 28724);
  if (limit <= 0) fail(28729, `$slice limit must be positive, got ${limit}`);
  return [whole(argument[0], 28724), limit];
};

const slicePost = (path: string, argument: unknown): Post => {
  const [first, limit] = sliceBounds(argument);
  const cut = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    if (limit === undefined) return first >= 0 ? value.slice(0, first) : value.slice(first);
    const start = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(start, start + limit);
  };
  const parts = splitPath(path);
  return (document) => rewriteAt(document, parts, 0, cut) as Document;
};

const elemMatchPost = (path: string, argument: unknown, collation: unknown): Post => {
  if (path.includes('.')) fail(31275, 'Cannot use $elemMatch projection on a nested field.');
  if (!isDocument(argument)) fail(31274, `elemMatch: Invalid argument, object required, but got ${show(argument)}`);
  const test: ValueTest = compileElementTest(argument, { collation });
  return (document, original) => {
    const value = getField(original, path);
    const found: unknown = Array.isArray(value) ? value.find(test) : undefined;
    const copy = { ...document };
    if (found === undefined) delete copy[path];
    else setField(copy, path, [found]);
    return copy;
  };
};

/** The first array on a path, cut to its one element; documents on the way are copied. */
const cutFirstArray = (value: unknown, parts: readonly string[], at: number, cut: (array: readonly unknown[]) => unknown): unknown => {
  if (Array.isArray(value)) return cut(value);
  if (at === parts.length || !isDocument(value)) return value;
  const name = parts[at] as string;
  const present = getField(value, name);
  if (present === undefined) return value;
  const copy = { ...fieldsOf(value) };
  setField(copy, name, cutFirstArray(present, parts, at + 1, cut));
  return copy;
};

/** `a.b.$` is applied to the document as it was stored, before fields are chosen: choosing may move places. */
const positionalPre = (path: string, { filter = {}, collation }: ProjectOptions): Pre => {
  if (path === '') fail(5392900, 'FieldPath cannot be constructed with empty string');
  const parts = splitPath(path);
  const matcher = compileMatch(filter, { collation });
  return (document) =>
    cutFirstArray(document, parts, 0, (array) => {
      const index = matcher.arrayIndex(document);
      if (index === undefined || index >= array.length) {
        return fail(
          51246,
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        );
      }
      return [array[index]];
    }) as Document;
};

interface Split {
  /** What is left for the plain projection. */
  readonly plain: Document;
  readonly pre: Pre | undefined;
  readonly posts: readonly Post[];
  readonly hasSlice: boolean;
  readonly isInclusion: boolean;
}

const operatorOf = (value: unknown): string | undefined => (isDocument(value) ? Object.keys(value)[0] : undefined);

/** `$slice`, `$elemMatch` and `a.$` exist in find only and are applied after the rest. */
const splitSpec = (spec: Document, options: ProjectOptions): Split => {
  const plain: Document = {};
  const posts: Post[] = [];
  let pre: Pre | undefined;
  let hasSlice = false;
  let isInclusion = false;
  for (const [path, value] of Object.entries(spec)) {
    const operator = operatorOf(value);
    if (operator === '$slice' && !path.endsWith('.$') && isFindSlice((value as Document)['$slice'])) {
      posts.push(slicePost(path, (value as Document)['$slice']));
      hasSlice = true;
    } else if (operator === '$elemMatch' && !path.endsWith('.$')) {
      posts.push(elemMatchPost(path, (value as Document)['$elemMatch'], options.collation));
      isInclusion = true;
    } else if (path.endsWith('.$')) {
      if (isDocument(value)) fail(31271, `positional projection cannot be used with an expression or sub object`);
      if (pre !== undefined) fail(31276, 'Cannot specify more than one positional projection per query.');
      const target = path.slice(0, -2);
      pre = positionalPre(target, options);
      setField(plain, target, true);
    } else if (path === '$' || path.includes('.$.')) {
      fail(
        31394,
        `As of 4.4, it's illegal to specify positional operator in the middle of a path.Positional projection may only be used at the end, for example: a.b.$. If the query previously used a form like a.b.$.d, remove the parts following the '$' and the results will be equivalent.`,
      );
    } else setField(plain, path, value);
  }
  return { plain, pre, posts, hasSlice, isInclusion };
};

/** `$slice: ['$a', 2]` is the aggregation expression, `$slice: 2` and `$slice: [1, 2]` are find's. */
const isFindSlice = (argument: unknown): boolean =>
  isNumeric(argument) || (Array.isArray(argument) && argument.length === 2 && argument.every(isNumeric)) || !Array.isArray(argument);

const withSlices = (spec: Document, split: Split): Document => {
  // Next to included fields a sliced field is included too; alone it leaves all others in place.
  const isInclusion = Object.entries(split.plain).some(
    ([path, value]) => path !== '_id' && value !== false && !(isNumeric(value) && toDouble(value) === 0),
  );
  if (!isInclusion) return split.plain;
  const plain = { ...split.plain };
  for (const [path, value] of Object.entries(spec)) if (operatorOf(value) === '$slice' && !Object.hasOwn(plain, path)) plain[path] = true;
  return plain;
};

/**
 * Compiles the projection of `find` and `findAndModify`.
 * @see https://www.mongodb.com/docs/manual/reference/command/find/#projections
 */
export const compileProject = (spec: Document | undefined, options: ProjectOptions = {}): ((document: Document) => Document) => {
  if (spec === undefined || Object.keys(spec).length === 0) return (document) => document;
  if (!isDocument(spec)) return fail('TypeMismatch', "BSON field 'find.projection' is the wrong type, expected type 'object'");
  const split = splitSpec(spec, options);
  const plain = split.hasSlice ? withSlices(spec, split) : split.plain;
  const order = stringOrderOf(parseCollation(options.collation));
  const isEmpty = Object.keys(plain).length === 0 && !split.isInclusion;
  const project = isEmpty
    ? undefined
    : compileProjection(plain, { order, variables: Object.keys(options.let ?? {}), isInclusion: split.isInclusion });
  const now = options.now ?? new Date();
  return (document) => {
    const found = split.pre?.(document) ?? document;
    let result = project === undefined ? found : project(found, rootScope(document, options.let, now));
    for (const post of split.posts) result = post(result, document);
    return carryMetadata(document, result);
  };
};
