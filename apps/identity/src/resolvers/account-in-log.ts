import { isRecordId } from '@health-graph/records';
import { loadOptional } from '@health-graph/subgraph-kit';
import type { Context } from '../context.ts';

type Loaders = Context['loaders'];

/** The account that an event names. Ids of another kind are those of systems, or digests of what a foreign issuer calls people. */
export const accountOf = (loaders: Loaders, accountId: string | undefined) =>
  loadOptional(loaders.account, accountId !== undefined && isRecordId(accountId) ? accountId : undefined);

/** Who owns that account, where it is a practitioner. */
export const practitionerOf = async (loaders: Loaders, accountId: string | undefined) =>
  loadOptional(loaders.practitioner, (await accountOf(loaders, accountId))?.practitionerId);
