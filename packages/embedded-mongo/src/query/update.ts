import { ObjectId } from 'bson';
import { type Document, fieldsOf, isDocument } from '../bson/document.ts';
import { typeOf } from '../bson/types.ts';
import { parseCollation, stringOrderOf } from './collation.ts';
import { fail, show } from './failure.ts';
import { compileMatch } from './match.ts';
import { compileArrayFilters } from './update/array-filters.ts';
import { isIdentical } from './update/identical.ts';
import { compileModifiers } from './update/modifiers.ts';
import { Draft } from './update/path.ts';
import { compileUpdatePipeline } from './update/pipeline.ts';
import { upsertSeed, withIdFirst } from './update/upsert-seed.ts';

export interface UpdateOptions {
  readonly arrayFilters?: unknown;
  /** A collation's document. */
  readonly collation?: unknown;
  readonly upsert?: boolean | undefined;
  /** Variables for a pipeline update: the statement's `c`, or the command's `let`. */
  readonly let?: Readonly<Record<string, unknown>> | undefined;
}

export interface UpdateContext {
  /** The statement's filter; the positional `$` is found by it when `matchedArrayIndex` is not given. */
  readonly filter?: Document | undefined;
  readonly isInsert?: boolean | undefined;
  readonly now?: Date | undefined;
  readonly matchedArrayIndex?: number | undefined;
}

export interface UpdateResult {
  readonly document: Document;
  /** False when not one byte would differ: the stored document can stay as it is. */
  readonly changed: boolean;
}

export interface Updater {
  (document: Document, context?: UpdateContext): UpdateResult;
  readonly kind: 'modifiers' | 'replacement' | 'pipeline';
  /** The document an upsert inserts when nothing matched `filter`; it has an `_id`, and has it first. */
  readonly insert: (filter: Document, now?: Date) => Document;
}

type Apply = (document: Document, context: UpdateContext) => UpdateResult;

const checkId = (before: Document, after: Document, isReplacement: boolean): void => {
  const [old, next] = [before['_id'], after['_id']];
  if (old === undefined || old === next || (next !== undefined && isIdentical(old, next))) return;
  if (isReplacement)
    fail('ImmutableField', `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(next)}`);
  fail('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");
};

const checkIdValue = (document: Document): void => {
  const id = document['_id'];
  if (Array.isArray(id)) fail('InvalidIdField', "The '_id' value cannot be of type array");
  if (typeOf(id) === 'regex') fail('InvalidIdField', "The '_id' value cannot be of type regex");
};

const modifiers = (update: Document, options: UpdateOptions): Apply => {
  const collation = parseCollation(options.collation);
  const order = stringOrderOf(collation);
  const compiled = compileModifiers(update, {
    order,
    collation: options.collation,
    filters: compileArrayFilters(options.arrayFilters, options.collation),
  });
  const positions = new WeakMap<Document, ReturnType<typeof compileMatch>>();
  const positionOf = (document: Document, { filter, matchedArrayIndex }: UpdateContext): number | undefined => {
    if (matchedArrayIndex !== undefined || filter === undefined || !compiled.usesPosition) return matchedArrayIndex;
    const matcher = positions.get(filter) ?? compileMatch(filter, { collation: options.collation, let: options.let });
    positions.set(filter, matcher);
    return matcher.arrayIndex(document);
  };
  return (document, context) => {
    const draft = new Draft(document);
    compiled.apply({ draft, isInsert: context.isInsert === true, now: context.now ?? new Date() }, positionOf(document, context));
    if (draft.isChanged) checkId(document, draft.root, false);
    return { document: draft.root, changed: draft.isChanged };
  };
};

const checkReplacement = (update: Document): void => {
  for (const name of Object.keys(update)) {
    if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name)) {
      fail(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
};

const replacement = (update: Document, options: UpdateOptions): Apply => {
  checkReplacement(update);
  if (options.arrayFilters !== undefined) fail('FailedToParse', 'Cannot use array filters with a replacement-style update');
  return (document) => {
    const id = document['_id'];
    const next = Object.hasOwn(update, '_id') || id === undefined ? withIdFirst({ ...fieldsOf(update) }) : { _id: id, ...fieldsOf(update) };
    checkId(document, next, true);
    return isIdentical(document, next) ? { document, changed: false } : { document: next, changed: true };
  };
};

const pipeline = (stages: readonly unknown[], options: UpdateOptions): Apply => {
  if (options.arrayFilters !== undefined) fail('FailedToParse', 'arrayFilters may not be specified for pipeline-syle updates');
  const order = stringOrderOf(parseCollation(options.collation));
  const transform = compileUpdatePipeline(stages, order, options.let ?? {});
  return (document, context) => {
    const result = transform(document, context.now ?? new Date());
    const id = document['_id'];
    const next = withIdFirst(result['_id'] === undefined && id !== undefined ? { _id: id, ...result } : result);
    checkId(document, next, true);
    return isIdentical(document, next) ? { document, changed: false } : { document: next, changed: true };
  };
};

const kindOf = (update: unknown): Updater['kind'] => {
  if (Array.isArray(update)) return 'pipeline';
  if (!isDocument(update)) return fail('FailedToParse', 'Update argument must be either an object or an array');
  return Object.keys(update)[0]?.startsWith('$') === true ? 'modifiers' : 'replacement';
};

const compileKind = (kind: Updater['kind'], update: unknown, options: UpdateOptions): Apply => {
  if (kind === 'pipeline') return pipeline(update as readonly unknown[], options);
  return kind === 'modifiers' ? modifiers(update as Document, options) : replacement(update as Document, options);
};

/**
 * Compiles an update: operators, a replacement, or a pipeline.
 * The document it is given is never changed; fields it does not touch are carried over as they were read.
 */
export const compileUpdate = (update: unknown, options: UpdateOptions = {}): Updater => {
  const kind = kindOf(update);
  const apply = compileKind(kind, update, options);
  const insert = (filter: Document, now = new Date()): Document => {
    const { document } = apply(upsertSeed(filter, kind === 'replacement'), { filter, isInsert: true, now });
    const withId = document['_id'] === undefined ? { _id: new ObjectId(), ...document } : withIdFirst(document);
    checkIdValue(withId);
    return withId;
  };
  return Object.assign((document: Document, context: UpdateContext = {}) => apply(document, context), { kind, insert });
};
