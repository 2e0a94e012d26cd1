import { loadOptional, reference } from '@health-graph/subgraph-kit';
import type { BreakGlassResolvers, BreakGlassReviewResolvers } from '../__generated__/resolvers.ts';

export const BreakGlass: BreakGlassResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.breakGlass.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  actor: ({ actorId }, _args, { loaders }) => loaders.account.load(actorId),
  practitioner: ({ practitionerId }, _args, { loaders }) => loadOptional(loaders.practitioner, practitionerId),
  facility: ({ facilityId }, _args, { loaders }) => loaders.facility.load(facilityId),
};

export const BreakGlassReview: BreakGlassReviewResolvers = {
  reviewer: ({ reviewerId }, _args, { loaders }) => loaders.account.load(reviewerId),
};
