import { listArguments } from '@health-graph/subgraph-kit';
import type { PatientResolvers } from '../__generated__/resolvers.ts';
import { loadSafetyMedicines } from '../loaders.ts';

export const Patient: PatientResolvers = {
  medicationRequests: ({ id }, asked, { loaders }) => loaders.medicationRequestsOfPatient.load(id, listArguments(asked)),
  medicationDispenses: ({ id }, asked, { loaders }) => loaders.medicationDispensesOfPatient.load(id, listArguments(asked)),
  safetyMedicines: ({ id }, _args, { loaders, now }) => loadSafetyMedicines(loaders, id, now()),
};
