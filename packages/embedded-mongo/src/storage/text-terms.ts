import { type Document, isDocument } from '../bson/document.ts';

/** Vietnamese đ is a letter of its own to Unicode; people search it as d. */
const withoutMarks = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D');

/** Lower case without diacritics, as text search compares words by default. */
export const foldWord = (text: string): string => withoutMarks(text).toLowerCase();

/** The words of a text in the order they stand. */
export const wordsOf = (text: string): string[] => foldWord(text).match(/[\p{L}\p{N}_]+/gu) ?? [];

function* stringsUnder(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const element of value) yield* stringsUnder(element);
  else if (isDocument(value)) for (const field of Object.values(value)) yield* stringsUnder(field);
}

function* stringsAt(value: unknown, path: readonly string[]): Generator<string> {
  const [name, ...rest] = path;
  if (Array.isArray(value)) for (const element of value) yield* stringsAt(element, path);
  else if (name === undefined) {
    if (typeof value === 'string') yield value;
  } else if (isDocument(value)) yield* stringsAt(value[name], rest);
}

/** The indexed texts of a document by field, `$**` meaning every string in it. */
export function* textsOf(spec: Document, document: Document): Generator<readonly [path: string, text: string]> {
  for (const path of Object.keys(spec['weights'] as Document)) {
    const texts = path === '$**' ? stringsUnder(document) : stringsAt(document, path.split('.'));
    for (const text of texts) yield [path, text];
  }
}

/** The distinct words under which a document stands in a text index. */
export const termsOf = (spec: Document, document: Document): Set<string> => {
  const terms = new Set<string>();
  for (const [, text] of textsOf(spec, document)) for (const word of wordsOf(text)) terms.add(word);
  return terms;
};
