import { loadOptional, reference, references } from '@health-graph/subgraph-kit';
import type { DocumentReferenceResolvers } from '../__generated__/resolvers.ts';
import { attachmentsOf } from './attachment.ts';

export const DocumentReference: DocumentReferenceResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.documentReference.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  authors: ({ authorIds }) => references('Practitioner', authorIds),
  custodian: ({ custodianId }) => reference('Facility', custodianId),
  attachments: ({ id, attachments }) => attachmentsOf('DocumentReference', id, attachments),
};
