import { loadOptional } from '@health-graph/subgraph-kit';
import type { AccessEventResolvers } from '../__generated__/resolvers.ts';
import { schemaName } from '../model/schema-name.ts';
import { practitionerOf } from './account-in-log.ts';

export const AccessEvent: AccessEventResolvers = {
  at: ({ event }) => event.at,
  outcome: ({ entry }) => (entry.classesSeen.some((seen) => seen !== 'public') ? 'SEEN' : 'REFUSED'),
  purpose: ({ event }) => event.purpose,
  role: ({ event }) => event.actor && schemaName(event.actor.role),
  practitioner: ({ event }, _args, { loaders }) => practitionerOf(loaders, event.actor?.accountId),
  accountId: ({ event }) => event.actor?.accountId,
  onBehalfOf: ({ event }, _args, { loaders }) => practitionerOf(loaders, event.actor?.onBehalfOfAccountId),
  facility: ({ event }, _args, { loaders }) => loadOptional(loaders.facility, event.actor?.facilityId),
  categories: ({ entry }) => entry.classesSeen.filter((seen) => seen !== 'public').map(schemaName),
  refusedCategories: ({ entry }) => entry.classesRefused.map(schemaName),
  grounds: ({ entry }) => [...new Set(entry.rules.map(({ condition }) => schemaName(condition)))],
};
