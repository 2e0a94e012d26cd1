import { stemmer } from 'stemmer';
import { type Document, isDocument } from '../bson/document.ts';
import { englishStopWords } from './english-stop-words.ts';

/** Vietnamese đ is a letter of its own to Unicode; people search it as d. */
const withoutMarks = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D');

/** Lower case without diacritics, as text search compares by default. */
export const foldWord = (text: string): string => withoutMarks(text).toLowerCase();

const tokensOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];

/** How a language turns a word into what the index holds; undefined for a word that says nothing. */
type TermOf = (word: string) => string | undefined;

const plainTerm: TermOf = (word) => withoutMarks(word);

/** Stop words are compared with their marks: Vietnamese `đỏ` is not English `do`. */
const englishTerm: TermOf = (word) => (englishStopWords.has(word) ? undefined : withoutMarks(stemmer(word)));

/** Stems are known for English only. Other languages, Vietnamese too, are searched by whole words. */
export const termOfLanguage = (language: unknown): TermOf => (language === 'english' || language === 'en' ? englishTerm : plainTerm);

/** The searchable words of a text in the order they stand. */
export const wordsOf = (text: string, language: unknown): string[] => {
  const term = termOfLanguage(language);
  return tokensOf(text)
    .map(term)
    .filter((word) => word !== undefined);
};

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

/** A document may name its own language. */
export const languageOf = (spec: Document, document: Document): unknown =>
  document[(spec['language_override'] as string | undefined) ?? 'language'] ?? spec['default_language'];

/** The distinct words under which a document stands in a text index. */
export const termsOf = (spec: Document, document: Document): Set<string> => {
  const terms = new Set<string>();
  const language = languageOf(spec, document);
  for (const [, text] of textsOf(spec, document)) for (const word of wordsOf(text, language)) terms.add(word);
  return terms;
};
