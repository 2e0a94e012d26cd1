import { Int32 } from 'bson';
import { equalBson } from '../bson/compare.ts';
import { type Document, isDocument, tagOf } from '../bson/document.ts';
import { typeOf } from '../bson/types.ts';

/** What an update changed, as a change event tells it. */
export interface UpdateDescription {
  readonly updatedFields: Document;
  readonly removedFields: string[];
  readonly truncatedArrays: { readonly field: string; readonly newSize: Int32 }[];
}

const isPlain = (value: unknown): value is Document => isDocument(value) && tagOf(value) === undefined;

/** Equal to the eye and in type: `1` and `1.0` are equal in a query, but an update from one to the other is a change. */
const isSame = (before: unknown, after: unknown): boolean => typeOf(before) === typeOf(after) && equalBson(before, after);

const compareArrays = (path: string, before: readonly unknown[], after: readonly unknown[], into: UpdateDescription): void => {
  if (after.length < before.length) into.truncatedArrays.push({ field: path, newSize: new Int32(after.length) });
  for (const [index, value] of after.entries()) {
    if (index >= before.length) into.updatedFields[`${path}.${index}`] = value;
    else compareValues(`${path}.${index}`, before[index], value, into);
  }
};

const compareValues = (path: string, before: unknown, after: unknown, into: UpdateDescription): void => {
  if (isPlain(before) && isPlain(after)) compareDocuments(`${path}.`, before, after, into);
  else if (Array.isArray(before) && Array.isArray(after)) compareArrays(path, before, after, into);
  else if (!isSame(before, after)) into.updatedFields[path] = after;
};

const compareDocuments = (prefix: string, before: Document, after: Document, into: UpdateDescription): void => {
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) into.removedFields.push(prefix + name);
  for (const [name, value] of Object.entries(after)) {
    if (Object.hasOwn(before, name)) compareValues(prefix + name, before[name], value, into);
    else into.updatedFields[prefix + name] = value;
  }
};

export const describeUpdate = (before: Document, after: Document): UpdateDescription => {
  const description: UpdateDescription = { updatedFields: {}, removedFields: [], truncatedArrays: [] };
  compareDocuments('', before, after, description);
  return description;
};
