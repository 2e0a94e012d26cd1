import { type Document, getField, isDocument } from '../../bson/document.ts';

/** Sees one value a path leads to; `index` is the place in the outermost array that was passed. True ends the walk. */
export type Visit = (value: unknown, index: number | undefined) => boolean;

export const splitPath = (path: string): readonly string[] => path.split('.');

const NUMERIC = /^(?:0|[1-9]\d*)$/;

/** True for a path component that can name a place in an array. */
export const isArrayIndex = (part: string): boolean => NUMERIC.test(part);

/**
 * Visits all values `parts` leads to in a document, as MongoDB's matcher does: arrays on the way are passed through, by
 * element and by numeric position; an array at the end is seen element by element and then whole, unless `isWhole`.
 */
export const visitPath = (document: Document, parts: readonly string[], isWhole: boolean, visit: Visit, start = 0): boolean => {
  let current: Document = document;
  for (let at = start; ; at += 1) {
    const value = getField(current, parts[at] as string);
    if (Array.isArray(value)) return visitArray(value, parts, at + 1, isWhole, visit);
    if (at === parts.length - 1) return visit(value, undefined);
    if (!isDocument(value)) return visit(undefined, undefined);
    current = value;
  }
};

const visitLeafArray = (array: readonly unknown[], isWhole: boolean, visit: Visit): boolean => {
  if (!isWhole) {
    for (let index = 0; index < array.length; index += 1) if (visit(array[index], index)) return true;
  }
  return visit(array, undefined);
};

const visitArray = (array: readonly unknown[], parts: readonly string[], at: number, isWhole: boolean, visit: Visit): boolean => {
  if (at === parts.length) return visitLeafArray(array, isWhole, visit);
  const part = parts[at] as string;
  const position = isArrayIndex(part) ? Number(part) : -1;
  for (let index = 0; index < array.length; index += 1) {
    const element: unknown = array[index];
    if (isDocument(element) && visitPath(element, parts, isWhole, (value) => visit(value, index), at)) return true;
    if (index === position && visitPosition(element, parts, at + 1, isWhole, visit)) return true;
  }
  return false;
};

const visitPosition = (element: unknown, parts: readonly string[], at: number, isWhole: boolean, visit: Visit): boolean => {
  // A place that the path itself names is not what the positional `$` stands for, and an array there is seen as a whole.
  if (at === parts.length) return visit(element, undefined);
  if (Array.isArray(element)) return visitArray(element, parts, at, isWhole, visit);
  return isDocument(element) && visitPath(element, parts, isWhole, visit, at);
};
