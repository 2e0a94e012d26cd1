import { StoreUnavailable } from '@health-graph/errors';
import { mongo } from 'mongoose';

/** Names of the failures that mean: the store did not answer, or not in time. mongoose has a name of its own for one of them. */
const unreachable = new Set([
  'MongooseServerSelectionError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
]);

/** The failure as the rest of the system knows it: a store out of reach is `STORE_UNAVAILABLE`, anything else stays what it was. */
export function storeFailure(failure: unknown): unknown {
  if (!(failure instanceof Error)) return failure;
  const isUnreachable = unreachable.has(failure.name) || failure instanceof mongo.MongoNetworkError;
  return isUnreachable ? new StoreUnavailable('The store cannot be reached.', {}, { cause: failure }) : failure;
}

/** Runs one piece of work against the store; its failures come out as `storeFailure` names them. */
export async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (failure) {
    throw storeFailure(failure);
  }
}

/** Whether a write found its key already there. */
export const isDuplicateKey = (failure: unknown): boolean => failure instanceof mongo.MongoServerError && failure.code === 11000;

/** Whether a collection that should be created was there already. */
export const isNamespaceExists = (failure: unknown): boolean => failure instanceof mongo.MongoServerError && failure.code === 48;
