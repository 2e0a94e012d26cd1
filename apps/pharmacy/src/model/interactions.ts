import { BadUserInput } from '@health-graph/errors';
import type { DrugInteraction, Medication } from '@health-graph/records';
import { ingredientsNamed } from '@health-graph/terminology';

/** Names that an interaction may be asked for among; fewer make no pair, more are no prescription. */
const bounds = { minimum: 2, maximum: 50 } as const;

/**
 * Ingredients as the list of interactions is compared by: folded, combinations taken apart, salts left out.
 * @throws {BadUserInput} naming `ingredients` when there are fewer than 2 or more than 50 names, or one is blank
 */
export function parseIngredients(names: readonly string[]): readonly string[] {
  const { minimum, maximum } = bounds;
  if (names.length < minimum || names.length > maximum) {
    throw new BadUserInput('The number of ingredients is out of range.', { argument: 'ingredients', minimum, maximum });
  }
  const ingredients = names.map(ingredientsNamed);
  if (ingredients.some(({ length }) => length === 0)) throw new BadUserInput('An ingredient has no name.', { argument: 'ingredients' });
  return [...new Set(ingredients.flat())];
}

/** The ingredients of a product, as the list of interactions is compared by. */
export const ingredientsOf = ({ ingredients = [] }: Medication): readonly string[] => [
  ...new Set(ingredients.flatMap(({ name }) => (name === undefined ? [] : ingredientsNamed(name)))),
];

/** The single ingredients that an interaction is about, so that it can be found by any of them. */
export const ingredientsAffectedBy = ({ ingredients = [] }: Pick<DrugInteraction, 'ingredients'>): readonly string[] => [
  ...new Set(ingredients.flatMap(ingredientsNamed)),
];

/**
 * The interactions that lie within these ingredients, the severest first. A side that names a fixed combination (`lopinavir/ritonavir`)
 * needs all of its parts.
 */
export function interactionsAmong(ingredients: readonly string[], listed: readonly DrugInteraction[]): DrugInteraction[] {
  const present = new Set(ingredients);
  const isPresent = (side: string) => ingredientsNamed(side).every((part) => present.has(part));
  return severestFirst(listed.filter(({ ingredients: sides = [] }) => sides.length > 1 && sides.every(isPresent)));
}

/**
 * The interactions in which a product with these ingredients takes part, the severest first. A side that names a fixed combination is taken
 * by each of its parts: who knows only one of them is warned rather than not.
 */
export function interactionsTouching(ingredients: readonly string[], listed: readonly DrugInteraction[]): DrugInteraction[] {
  const present = new Set(ingredients);
  return severestFirst(listed.filter((interaction) => ingredientsAffectedBy(interaction).some((part) => present.has(part))));
}

const severities = ['CONTRAINDICATED', 'CONTRAINDICATED_CONDITIONAL', 'AVOID', 'MAJOR'];

function severestFirst(listed: readonly DrugInteraction[]): DrugInteraction[] {
  const keyed = listed.map((interaction) => ({ interaction, rank: rankOf(interaction), names: interaction.ingredients?.join() ?? '' }));
  return keyed
    .sort((one, other) => one.rank - other.rank || compare(one.names, other.names) || compare(one.interaction.id, other.interaction.id))
    .map(({ interaction }) => interaction);
}

const rankOf = ({ severity }: DrugInteraction): number => (severity === undefined ? severities.length : severities.indexOf(severity));

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
