import type { MedicationResolvers } from '../__generated__/resolvers.ts';
import { loadInteractions } from '../loaders.ts';
import { ingredientsOf, interactionsTouching } from '../model/interactions.ts';

export const Medication: MedicationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.medication.load(id),
  interactions: async (medication, _args, { loaders }) => {
    const ingredients = ingredientsOf(medication);
    return interactionsTouching(ingredients, await loadInteractions(loaders, ingredients));
  },
};
