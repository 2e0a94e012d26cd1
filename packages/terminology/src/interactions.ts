import rows from './data/interactions.json' with { type: 'json' };
import { fold } from './fold.ts';
import { ingredientsNamed } from './ingredient-names.ts';

/** A pair of ingredients that must not be taken together, or only with care. */
export interface Interaction {
  /** Two names as the list gives them; a name may stand for a fixed combination (`lopinavir/ritonavir`). */
  readonly ingredients: readonly string[];
  /** The list of QD 5948/QD-BYT knows the first three; `major` comes from product labels. */
  readonly severity: 'contraindicated' | 'contraindicated_conditional' | 'avoid' | 'major';
  readonly mechanism: string;
  readonly consequence: string;
  readonly management: string;
  readonly source: string;
}

/** Every listed pair. */
export const interactions = rows as readonly Interaction[];

/** The same pairs with each side as the set of single ingredients it needs. */
let sides: readonly { readonly interaction: Interaction; readonly needs: readonly (readonly string[])[] }[] | undefined;

/**
 * The listed pairs that lie within these ingredients. Names may be written with accents, capitals, salts left out, as combinations
 * (`tenofovir/lamivudine`) or by their United States names. A side that names a combination needs all of its parts. The order of the
 * list is kept, so that the same medicines always give the same answer.
 */
export function interactionsAmong(names: readonly string[]): readonly Interaction[] {
  const present = new Set(names.flatMap(ingredientsNamed));
  sides ??= interactions.map((interaction) => ({ interaction, needs: interaction.ingredients.map(ingredientsNamed) }));
  return sides.filter(({ needs }) => needs.every((side) => side.every((name) => present.has(name)))).map(({ interaction }) => interaction);
}

/** The pairs in which an ingredient takes part, alone or within a combination. */
export function interactionsOf(name: string): readonly Interaction[] {
  const wanted = new Set(ingredientsNamed(name));
  return interactions.filter(({ ingredients }) =>
    ingredients.some((side) => fold(side) === fold(name) || ingredientsNamed(side).some((part) => wanted.has(part))),
  );
}
