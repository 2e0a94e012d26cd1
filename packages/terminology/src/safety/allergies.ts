import { codeSystems } from '../code-systems.ts';
import { fold } from '../fold.ts';
import type { SensitiveConcept } from '../sensitivity/sensitivity.ts';
import { ingredientsIn } from './ingredients-in.ts';
import { groupsBySnomed, substanceGroups } from './substance-groups.ts';

/** The substances that an allergy is to: names of ingredients, and of groups of them. Empty where no medicine we know is meant. */
export function allergensOfConcept({ coding = [], text = '' }: SensitiveConcept): readonly string[] {
  const names = [text, ...coding.map(({ display = '' }) => display)];
  const bySnomed = coding.flatMap(({ system, code = '' }) => (system === codeSystems.snomed ? (groupsBySnomed[code] ?? []) : []));
  return [...new Set([...bySnomed, ...names.flatMap(groupsNamed), ...names.flatMap((name) => ingredientsIn(name).ingredients)])].sort();
}

function groupsNamed(text: string): readonly string[] {
  const words = new Set(fold(text).split(/[^a-z0-9-]+/));
  return substanceGroups.filter((group) => group.words.some((word) => words.has(word))).map(({ name }) => name);
}

/**
 * By which allergen an ingredient is ruled out: itself, its group, or another member of its group. `undefined` where by none.
 */
export function allergenRulingOut(ingredient: string, allergens: readonly string[]): string | undefined {
  if (allergens.includes(ingredient)) return ingredient;
  const groups = substanceGroups.filter(({ members }) => members.includes(ingredient));
  return allergens.find((allergen) => groups.some(({ name, members }) => name === allergen || members.includes(allergen)));
}
