import type { ImagingStudyResolvers } from '../__generated__/resolvers.ts';
import { loadOptional } from '../loaders.ts';
import { reference } from './references.ts';

export const ImagingStudy: ImagingStudyResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.imagingStudy.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
};
