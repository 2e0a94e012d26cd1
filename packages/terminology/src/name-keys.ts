import { BadUserInput } from '@health-graph/errors';
import { fold } from './fold.ts';

/** What is kept beside a record so that it is found and listed by name, and what a search compares it with. */
export interface NameKeys {
  /** The whole name without tone and vowel marks; orders lists. */
  readonly nameKey: string;
  /** Its words, without marks. */
  readonly searchWords: readonly string[];
  /** Its words as they are spelled, so that the exact spelling can rank first. */
  readonly spelledWords: readonly string[];
}

/** Longer names are nobody's; each word costs the store a comparison. */
const mostWords = 16;

/** Keys of somebody, or something, with these names; the first orders lists, all are found. */
export function nameKeys(names: readonly string[]): NameKeys {
  const words = wordsIn(names.join(' '));
  return {
    nameKey: wordsIn(names[0] ?? '')
      .map(fold)
      .join(' '),
    searchWords: [...new Set(words.map(fold))],
    spelledWords: [...new Set(words.map(spelled))],
  };
}

/**
 * What a search by name asks for. A record is found when it has all of the words, in any order.
 * @throws {BadUserInput} naming `name` when it has no word, or too many
 */
export function nameTerms(name: string): NameKeys {
  const terms = nameKeys([name]);
  if (terms.nameKey === '') throw new BadUserInput('The name has no letters.', { argument: 'name' });
  if (terms.spelledWords.length > mostWords) throw new BadUserInput('The name has too many words.', { argument: 'name', limit: mostWords });
  return terms;
}

const wordsIn = (text: string): string[] => text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');

/** Grave, acute, tilde, hook above and dot below: the five tones. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** One word as it is spelled, in lower case. Its tone goes to the end, because `Hòa` and `Hoà` are one spelling in two habits. */
function spelled(word: string): string {
  const letters = word.normalize('NFD').toLowerCase();
  return letters.replace(tones, '') + (letters.match(tones)?.join('') ?? '');
}
