import { type Document, isDocument, setField, tagOf } from '../../bson/document.ts';
import { fail } from '../failure.ts';
import { isRegex } from '../regex.ts';
import { Draft } from './path.ts';

const isOperators = (value: unknown): value is Document =>
  isDocument(value) &&
  tagOf(value) !== 'DBRef' &&
  Object.keys(value)[0]?.startsWith('$') === true &&
  !['$ref', '$id', '$db'].includes(Object.keys(value)[0] as string);

type Equalities = Map<string, unknown>;

const note = (found: Equalities, path: string, value: unknown): void => {
  for (const known of found.keys()) {
    if (known === path || known.startsWith(`${path}.`) || path.startsWith(`${known}.`)) {
      fail(
        'NotSingleValueField',
        `cannot infer query fields to set, ${known === path ? `path '${path}' is matched twice` : `both paths '${known}' and '${path}' are matched`}`,
      );
    }
  }
  found.set(path, value);
};

const noteField = (found: Equalities, path: string, operand: unknown): void => {
  if (isRegex(operand)) return;
  if (!isOperators(operand)) {
    note(found, path, operand);
    return;
  }
  const { $eq: equal, $in: list, $all: all } = operand;
  if (Object.hasOwn(operand, '$eq')) note(found, path, equal);
  if (Array.isArray(list) && list.length === 1 && !isRegex(list[0])) note(found, path, list[0]);
  for (const value of Array.isArray(all) ? (all as unknown[]) : []) if (!isRegex(value) && !isOperators(value)) note(found, path, value);
};

type IsWanted = (path: string) => boolean;

const collect = (filter: Document, found: Equalities, isWanted: IsWanted): void => {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(operand)) for (const clause of operand) collect(clause as Document, found, isWanted);
    else if (name === '$or' && Array.isArray(operand) && operand.length === 1) collect(operand[0] as Document, found, isWanted);
    else if (!name.startsWith('$') && isWanted(name)) noteField(found, name, operand);
  }
};

/**
 * The document an upsert begins with: the fields the filter fixes by equality, or of a replacement only `_id`.
 * @see https://www.mongodb.com/docs/manual/reference/method/db.collection.update/#upsert-with-operator-expressions
 */
export const upsertSeed = (filter: Document, isReplacement: boolean): Document => {
  const found: Equalities = new Map();
  // A replacement takes nothing but the _id, and that only as a whole.
  collect(filter, found, isReplacement ? (path) => path === '_id' || path.startsWith('_id.') : () => true);
  const draft = new Draft({});
  for (const [path, value] of found) {
    if (isReplacement && path !== '_id')
      fail('NotExactValueField', `field at '_id' must be exactly specified, field at sub-path '${path}' found`);
    draft.write(path.split('.'), value);
  }
  return withIdFirst(draft.root);
};

export const withIdFirst = (document: Document): Document => {
  if (!Object.hasOwn(document, '_id') || Object.keys(document)[0] === '_id') return document;
  const ordered: Document = { _id: document['_id'] };
  for (const [name, value] of Object.entries(document)) if (name !== '_id') setField(ordered, name, value);
  return ordered;
};
