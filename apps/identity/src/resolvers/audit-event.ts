import { loadOptional } from '@health-graph/subgraph-kit';
import type { AuditEventResolvers } from '../__generated__/resolvers.ts';
import { schemaName } from '../model/schema-name.ts';
import { accountOf } from './account-in-log.ts';

export const AuditEvent: AuditEventResolvers = {
  at: ({ event }) => event.at,
  requestId: ({ event }) => event.requestId,
  action: ({ event }) => schemaName(event.action),
  outcome: ({ event }) => schemaName(event.outcome),
  purpose: ({ event }) => event.purpose,
  role: ({ event }) => event.actor && schemaName(event.actor.role),
  accountId: ({ event }) => event.actor?.accountId,
  account: ({ event }, _args, { loaders }) => accountOf(loaders, event.actor?.accountId),
  onBehalfOf: ({ event }, _args, { loaders }) => accountOf(loaders, event.actor?.onBehalfOfAccountId),
  facility: ({ event }, _args, { loaders }) => loadOptional(loaders.facility, event.actor?.facilityId),
  clientId: ({ event }) => event.actor?.clientId,
  tokenId: ({ event }) => event.actor?.tokenId,
  operationName: ({ event }) => event.operation?.name,
  operationHash: ({ event }) => event.operation?.hash,
  count: ({ event }) => event.count,
  entries: ({ event }) => event.entries,
};
