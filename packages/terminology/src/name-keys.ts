import { BadUserInput } from '@health-graph/errors';
import { fold } from './fold.ts';

/** The words of a name, as a search compares them. */
export interface NameWords {
  /** Without tone and vowel marks. */
  readonly searchWords: readonly string[];
  /** With them, so that the exact spelling can rank first. */
  readonly spelledWords: readonly string[];
}

/** What is kept beside a record, so that it is found and listed by name. */
export interface NameKeys extends NameWords {
  /** Orders lists by name. */
  readonly nameKey: string;
}

/** Longer names are nobody's; each word costs the store a comparison. */
const mostWords = 16;

/** Keys of somebody, or something, with these names; the first orders lists, all are found. */
export function nameKeys(names: readonly string[]): NameKeys {
  return { nameKey: fold(names[0] ?? ''), ...wordsOf(names.join(' ')) };
}

/**
 * The words that a search by name asks for. A record is found when it has all of them, in any order.
 * @throws {BadUserInput} naming `name` when it has no word, or too many
 */
export function nameTerms(name: string): NameWords {
  const words = wordsOf(name);
  if (words.searchWords.length === 0) throw new BadUserInput('The name has no letters.', { argument: 'name' });
  if (words.spelledWords.length > mostWords) throw new BadUserInput('The name has too many words.', { argument: 'name', limit: mostWords });
  return words;
}

function wordsOf(text: string): NameWords {
  const words = text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  return { searchWords: [...new Set(words.map(fold))], spelledWords: [...new Set(words.map(spelled))] };
}

/** Grave, acute, tilde, hook above and dot below: the five tones. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** One word as it is spelled, in lower case. Its tone goes to the end, because `Hòa` and `Hoà` are one spelling in two habits. */
function spelled(word: string): string {
  const letters = word.normalize('NFD').toLowerCase();
  return letters.replace(tones, '') + (letters.match(tones)?.join('') ?? '');
}
