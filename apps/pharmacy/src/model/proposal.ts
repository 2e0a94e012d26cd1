import { BadUserInput } from '@health-graph/errors';
import type { Medication } from '@health-graph/records';
import { ingredientsIn } from '@health-graph/terminology';
import type { Proposal } from './check-prescription.ts';
import { ingredientsOf } from './interactions.ts';

/** What a check is asked about. */
export interface Proposed {
  readonly patientId: string;
  readonly medicationIds: readonly string[];
  readonly ingredients: readonly string[];
}

/** More is no prescription, and would search a list of medicines in one question. */
const most = 30;

/** Longer names are no ingredient's. */
const mostCharacters = 200;

/** @throws {BadUserInput} naming `ingredients` when nothing is proposed, or too much, or a name is blank or too long */
export function parseProposed(input: {
  readonly patientId: string;
  readonly medicationIds?: readonly string[] | null | undefined;
  readonly ingredients?: readonly string[] | null | undefined;
}): Proposed {
  const { patientId, medicationIds, ingredients } = input;
  const proposed = { patientId, medicationIds: medicationIds ?? [], ingredients: ingredients ?? [] };
  const count = proposed.medicationIds.length + proposed.ingredients.length;
  if (count < 1 || count > most)
    throw new BadUserInput('The number of medicines is out of range.', { argument: 'ingredients', minimum: 1, maximum: most });
  if (proposed.ingredients.some((name) => name.trim() === '' || name.length > mostCharacters))
    throw new BadUserInput('An ingredient has no name.', { argument: 'ingredients', limit: mostCharacters });
  return proposed;
}

/**
 * The ingredients of what is proposed; a product without any was not understood.
 * @throws {BadUserInput} naming `medicationIds` when a product is not in the catalogue
 */
export function proposalOf({ ingredients }: Proposed, products: readonly (Medication | null)[]): Proposal {
  const known = products.filter((product) => product !== null);
  if (known.length < products.length) throw new BadUserInput('A product is not in the catalogue.', { argument: 'medicationIds' });
  const ofProducts = known.map(ingredientsOf);
  const named = ingredients.map(ingredientsIn);
  return {
    medicines: [...ofProducts, ...named.map((recognised) => recognised.ingredients)],
    isRecognised: ofProducts.every(({ length }) => length > 0) && named.every(({ isWhole }) => isWhole),
  };
}
