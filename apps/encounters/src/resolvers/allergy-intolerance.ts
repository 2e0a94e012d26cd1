import { reference } from '@health-graph/subgraph-kit';
import type { AllergyIntoleranceResolvers } from '../__generated__/resolvers.ts';

export const AllergyIntolerance: AllergyIntoleranceResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.allergyIntolerance.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  recorder: ({ recorderId }) => reference('Practitioner', recorderId),
};
