import { decode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import type { Matcher } from '../query/match.ts';
import type { TextQuery } from '../query/text-query.ts';
import type { Collection } from '../storage/collection.ts';
import type { IndexDefinition } from '../storage/index-definition.ts';
import { encodeValue } from '../storage/key-encoding.ts';
import { recordIdOfKey, recordKey, uniqueEntryKey } from '../storage/keys.ts';
import { foldWord, languageOf, textsOf, wordsOf } from '../storage/text-terms.ts';
import type { View } from '../storage/view.ts';
import { after } from './byte-order.ts';
import type { RawRecord, ScanCounters } from './scan.ts';

/** A search text taken apart: any of `words`, all of `phrases`, none of `negated`. */
interface Terms {
  readonly words: readonly string[];
  readonly phrases: readonly string[];
  readonly negated: readonly string[];
}

const parseSearch = (search: string, language: unknown): Terms => {
  const split = (text: string): string[] => wordsOf(text, language);
  const phrases = [...search.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string);
  const negated: string[] = [];
  const words: string[] = [...phrases.flatMap(split)];
  for (const part of search.replace(/"[^"]*"/g, ' ').split(/\s+/)) {
    if (/^-\S/.test(part)) negated.push(...split(part));
    else words.push(...split(part));
  }
  return { words: [...new Set(words)], phrases, negated };
};

const folded = (text: string, query: TextQuery): string => {
  if (query.isCaseSensitive && query.isDiacriticSensitive) return text;
  if (query.isDiacriticSensitive) return text.toLowerCase();
  return query.isCaseSensitive ? unmarked(text) : foldWord(text);
};

const unmarked = (text: string): string =>
  [...text].map((letter) => (letter === letter.toLowerCase() ? foldWord(letter) : foldWord(letter).toUpperCase())).join('');

/** The spelling is checked where the query asks for it: the index itself knows words without case and marks. */
const isSpelledSo = (texts: readonly string[], search: string, query: TextQuery): boolean => {
  if (!query.isCaseSensitive && !query.isDiacriticSensitive) return true;
  const exact = texts.map((text) => folded(text, query)).join('\n');
  return search.split(/\s+/).some((word) => !word.startsWith('-') && exact.includes(folded(word.replaceAll('"', ''), query)));
};

/** How well a document answers: each word counts by the field's weight and its share of the field's words. */
const scoreOf = (index: IndexDefinition, document: Document, words: ReadonlySet<string>): number => {
  const weights = index.spec['weights'] as Document;
  const language = languageOf(index.spec, document);
  let score = 0;
  for (const [path, text] of textsOf(index.spec, document)) {
    const all = wordsOf(text, language);
    const frequency = new Map<string, number>();
    for (const word of all) if (words.has(word)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    for (const [, times] of frequency) {
      const share = 0.5 * (1 / all.length) + 0.5;
      score += (2 - 0.5 ** (times - 1)) * share * toDouble(weights[path] ?? 1);
    }
  }
  return score;
};

const recordsWithWord = (view: View, index: IndexDefinition, word: string, counters: ScanCounters): Set<number> => {
  const low = encodeValue(word);
  const ids = new Set<number>();
  for (const key of view.keys('indexes', { start: uniqueEntryKey(index.id, low), end: uniqueEntryKey(index.id, after(low)) })) {
    counters.keys += 1;
    ids.add(recordIdOfKey(key));
  }
  return ids;
};

export interface ScoredRecord {
  readonly record: RawRecord;
  readonly score: number;
}

/** The records that answer the `$text` clause of a filter, best first. */
export const scanText = (
  view: View,
  collection: Collection,
  index: IndexDefinition,
  matcher: Matcher,
  counters: ScanCounters,
): ScoredRecord[] => {
  const query = matcher.text as TextQuery;
  const terms = parseSearch(query.search, query.language ?? index.spec['default_language']);
  const ids = new Set<number>();
  for (const word of terms.words) for (const id of recordsWithWord(view, index, word, counters)) ids.add(id);
  const excluded = new Set(terms.negated.flatMap((word) => [...recordsWithWord(view, index, word, counters)]));
  const words = new Set(terms.words);
  const found: ScoredRecord[] = [];
  for (const recordId of ids) {
    if (excluded.has(recordId)) continue;
    const bytes = view.get('records', recordKey(collection.id, recordId));
    counters.records += 1;
    if (bytes === undefined) continue;
    const document = decode(bytes);
    const texts = [...textsOf(index.spec, document)].map(([, text]) => text);
    const phrased = terms.phrases.every((phrase) => texts.some((text) => folded(text, query).includes(folded(phrase, query))));
    if (phrased && isSpelledSo(texts, query.search, query))
      found.push({ record: { recordId, bytes }, score: scoreOf(index, document, words) });
  }
  return found.sort((a, b) => b.score - a.score || a.record.recordId - b.record.recordId);
};
