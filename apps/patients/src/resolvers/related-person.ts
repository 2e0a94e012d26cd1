import { loadOptional } from '@health-graph/subgraph-kit';
import type { RelatedPersonResolvers } from '../__generated__/resolvers.ts';

export const RelatedPerson: RelatedPersonResolvers = {
  patient: ({ patientId }, _args, { loaders }) => loadOptional(loaders.patient, patientId),
};
