import { pageArguments, reference } from '@health-graph/subgraph-kit';
import type { QueryResolvers } from '../__generated__/resolvers.ts';
import { loadInteractions } from '../loaders.ts';
import { interactionsAmong, parseIngredients } from '../model/interactions.ts';
import { parseMedicationName } from '../model/medication-name.ts';
import { parsePrescriptionCode } from '../model/prescription-code.ts';
import { parseProposed } from '../model/proposal.ts';
import { searchMedications } from '../store/medication-queries.ts';

export const Query: QueryResolvers = {
  medication: (_root, { id }, { loaders }) => loaders.medication.load(id),
  medications: (_root, { name, ...page }, { store }) =>
    searchMedications(store, { ...pageArguments(page), ...(typeof name === 'string' ? { words: parseMedicationName(name) } : {}) }),
  medicationRequest: (_root, { id }, { loaders }) => loaders.medicationRequest.load(id),
  prescription: (_root, { code }, { loaders }) => loaders.linesOfPrescription.load(parsePrescriptionCode(code)),
  drugInteractions: async (_root, { ingredients }, { loaders }) => {
    const parsed = parseIngredients(ingredients);
    return interactionsAmong(parsed, await loadInteractions(loaders, parsed));
  },
  checkPrescription: (_root, { input }, { check }) => check(parseProposed(input)),
  patientOfSafetyCheck: (_root, { id }) => reference('Patient', id),
};
