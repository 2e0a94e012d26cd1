import type { Collection } from '../storage/collection.ts';
import type { ServerContext } from './command.ts';

/** Waits until no open transaction has written to the collection: its shape may change only then. */
export const collectionIsFree = async (server: ServerContext, collection: Collection): Promise<void> => {
  for (;;) {
    const busy = [...server.sessions.openTransactions()].find((transaction) => transaction.touchedCollections.has(collection));
    if (busy === undefined) return;
    await busy.ended;
  }
};
