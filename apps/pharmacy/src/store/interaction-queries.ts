import type { PharmacyStore } from './pharmacy-store.ts';

/** The listed interactions that any of these ingredients is part of; one command. */
export const interactionsOfIngredients = ({ collections }: PharmacyStore, ingredients: readonly string[]) =>
  collections.DrugInteraction.allBy('ingredientKeys', ingredients);
