import { BadUserInput } from '@health-graph/errors';
import type { Medication } from '@health-graph/records';
import { type NameKeys, nameKeys, nameTerms } from '@health-graph/terminology';

/** Longer names are no product's. */
const mostCharacters = 200;

/** What a product is found and listed by: the words of its trade name and of its ingredients, without diacritics. */
export function medicationKeys({ name, ingredients = [] }: Partial<Medication>): Pick<NameKeys, 'nameKey' | 'searchWords'> {
  const { nameKey, searchWords } = nameKeys([name ?? '', ...ingredients.map((ingredient) => ingredient.name ?? '')]);
  return { nameKey, searchWords };
}

/**
 * The words that a search for a product asks for, folded. A product is found when each begins one of its own words.
 * @throws {BadUserInput} naming `name` when it has no letter, or is too long to be a name
 */
export function parseMedicationName(name: string): readonly string[] {
  if (name.length > mostCharacters) throw new BadUserInput('The name is too long.', { argument: 'name', limit: mostCharacters });
  return nameTerms(name).searchWords;
}
