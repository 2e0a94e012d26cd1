import { loadOptional, reference } from '@health-graph/subgraph-kit';
import type { ImagingStudyResolvers } from '../__generated__/resolvers.ts';

export const ImagingStudy: ImagingStudyResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.imagingStudy.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
};
