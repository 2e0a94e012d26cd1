import { createHash } from 'node:crypto';
import { BadUserInput, IdempotencyKeyReused } from '@health-graph/errors';
import type { BesideCollection } from '@health-graph/store';
import type { ClientSession } from 'mongoose';
import type { IdentityStore } from './identity-store.ts';

interface MutationKey {
  /** `<account>/<mutation>/<key>`: keys of one account are no other account's. */
  readonly _id: string;
  readonly inputHash: string;
  readonly recordId: string;
  readonly at: Date;
}

export const mutationKeys: BesideCollection = { name: 'mutation_keys' };

/** A mutation as its client may send it again. */
export interface Retryable {
  readonly accountId: string;
  readonly mutation: string;
  readonly input: { readonly idempotencyKey: string };
}

const keys = ({ connection }: IdentityStore) => connection.mongoose.collection<MutationKey>(mutationKeys.name);
const idOf = ({ accountId, mutation, input }: Retryable): string => `${accountId}/${mutation}/${input.idempotencyKey}`;
const hashOf = ({ input }: Retryable): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(input).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .digest('hex');

/**
 * The record that came of this mutation before, if it was done.
 * @throws {BadUserInput} when the key is none
 * @throws {IdempotencyKeyReused} when it was used with another input
 */
export async function doneBefore(store: IdentityStore, asked: Retryable, session: ClientSession): Promise<string | undefined> {
  if (!/^[\x21-\x7e]{1,128}$/.test(asked.input.idempotencyKey))
    throw new BadUserInput('The key is 1 to 128 printable characters.', { argument: 'idempotencyKey' });
  const found = await keys(store).findOne({ _id: idOf(asked) }, { session });
  if (found !== null && found.inputHash !== hashOf(asked))
    throw new IdempotencyKeyReused('The key was used before with another input.', { argument: 'idempotencyKey' });
  return found?.recordId;
}

/** Remembers what came of it, in the transaction that does it. */
export async function rememberDone(
  store: IdentityStore,
  asked: Retryable,
  { recordId, at }: Pick<MutationKey, 'recordId' | 'at'>,
  session: ClientSession,
): Promise<void> {
  await keys(store).insertOne({ _id: idOf(asked), inputHash: hashOf(asked), recordId, at }, { session });
}
