import { listArguments } from '@health-graph/subgraph-kit';
import type { PatientResolvers } from '../__generated__/resolvers.ts';

export const Patient: PatientResolvers = {
  medicationRequests: ({ id }, asked, { loaders }) => loaders.medicationRequestsOfPatient.load(id, listArguments(asked)),
  medicationDispenses: ({ id }, asked, { loaders }) => loaders.medicationDispensesOfPatient.load(id, listArguments(asked)),
};
