import { loadOptional, reference } from '@health-graph/subgraph-kit';
import type { ConsentResolvers } from '../__generated__/resolvers.ts';

export const Consent: ConsentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.consent.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  grantee: ({ granteeId }, _args, { loaders }) => loadOptional(loaders.facility, granteeId),
  performer: ({ performerId }) => reference('Patient', performerId),
};
