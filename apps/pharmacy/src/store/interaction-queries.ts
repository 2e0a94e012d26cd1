import type { PermittedPharmacy } from './pharmacy-store.ts';

/** The listed interactions that any of these ingredients is part of; one command. */
export const interactionsOfIngredients = ({ collections }: PermittedPharmacy, ingredients: readonly string[]) =>
  collections.DrugInteraction.allBy('ingredientKeys', ingredients);
