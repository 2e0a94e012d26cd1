import { type Document, isDocument } from '../bson/document.ts';
import { fail, show } from './failure.ts';

/** A `$text` clause. The text index finds the documents; this module only says what was asked. */
export interface TextQuery {
  readonly search: string;
  readonly language: string | undefined;
  readonly isCaseSensitive: boolean;
  readonly isDiacriticSensitive: boolean;
}

const flag = (spec: Document, name: string): boolean => {
  const value = spec[name] ?? false;
  if (typeof value !== 'boolean') fail('TypeMismatch', `${name} requires a boolean value`);
  return value === true;
};

/** @see https://www.mongodb.com/docs/manual/reference/operator/query/text/ */
export const parseTextQuery = (spec: unknown): TextQuery => {
  if (!isDocument(spec)) return fail('BadValue', '$text expects an object');
  const { $search: search, $language: language } = spec;
  if (typeof search !== 'string') return fail('TypeMismatch', `"$search" had the wrong type. Expected string, found ${show(search)}`);
  if (language !== undefined && typeof language !== 'string')
    return fail('TypeMismatch', '"$language" had the wrong type. Expected string');
  for (const name of Object.keys(spec)) {
    if (!['$search', '$language', '$caseSensitive', '$diacriticSensitive'].includes(name)) fail('BadValue', 'extra fields in $text');
  }
  return { search, language, isCaseSensitive: flag(spec, '$caseSensitive'), isDiacriticSensitive: flag(spec, '$diacriticSensitive') };
};
