import { Unauthenticated } from '@health-graph/errors';
import type { Caller } from '@health-graph/permissions';
import type { IdentityStore } from '../store/identity-store.ts';

/** What commands work with; clock and ids are handed in, because a transaction may run twice. */
export interface Services {
  readonly store: IdentityStore;
  readonly now: () => Date;
  /** A fresh id for a record of this type. */
  readonly newId: (type: string) => string;
}

/** Who asks for a change, in which request. */
export interface Requester {
  readonly caller: Caller;
  /** Ties the record of the change to the gateway's envelope of the request. */
  readonly requestId: string;
}

/** @throws {Unauthenticated} when nobody signed in */
export function requesterOf(caller: Caller | undefined, requestId: string): Requester {
  if (caller === undefined) throw new Unauthenticated('Only who signed in may change anything.');
  return { caller, requestId };
}
