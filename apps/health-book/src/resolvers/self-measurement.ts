import { reference } from '@health-graph/subgraph-kit';
import type { SelfMeasurementResolvers } from '../__generated__/resolvers.ts';

export const SelfMeasurement: SelfMeasurementResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.selfMeasurement.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
};
