import { Forbidden } from '@health-graph/errors';
import { stampOf } from '@health-graph/permissions';
import { loadOptional, reference } from '@health-graph/subgraph-kit';
import { sensitivityOfText } from '@health-graph/terminology';
import type { BreakGlassResolvers, BreakGlassReviewResolvers } from '../__generated__/resolvers.ts';

export const BreakGlass: BreakGlassResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.breakGlass.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  actor: ({ actorId }, _args, { loaders }) => loaders.account.load(actorId),
  practitioner: ({ practitionerId }, _args, { loaders }) => loadOptional(loaders.practitioner, practitionerId),
  facility: ({ facilityId }, _args, { loaders }) => loaders.facility.load(facilityId),
  // What the words tell may be nothing for a guardian; the security officer needs them to review.
  reason: (access, _args, { store: { permissions } }) => {
    const classes = sensitivityOfText(access.reason);
    const isOpen = classes.length === 0 || permissions.caller?.role === 'security-officer';
    if (isOpen || stampOf(access)?.decide(classes).outcome === 'permit') return access.reason;
    throw new Forbidden('You may not see this field.', { dataClass: 'audit' });
  },
};

export const BreakGlassReview: BreakGlassReviewResolvers = {
  reviewer: ({ reviewerId }, _args, { loaders }) => loaders.account.load(reviewerId),
};
