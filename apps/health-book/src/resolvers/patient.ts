import { listArguments } from '@health-graph/subgraph-kit';
import type { PatientResolvers } from '../__generated__/resolvers.ts';

export const Patient: PatientResolvers = {
  healthBook: ({ id }, _args, { loaders }) => loaders.bookOfPatient.load(id),
  immunizations: ({ id }, asked, { loaders }) => loaders.immunizationsOfPatient.load(id, listArguments(asked)),
  selfMeasurements: ({ id }, asked, { loaders }) => loaders.selfMeasurementsOfPatient.load(id, listArguments(asked)),
  appointments: ({ id }, asked, { loaders }) => loaders.appointmentsOfPatient.load(id, listArguments(asked)),
};
