import type { mongo } from 'mongoose';
import type { StoreConnection } from './connect.ts';

/** How many commands went to the store, as the driver reports them. */
export interface CommandCount {
  readonly total: number;
  /** `find`, `aggregate`, `getMore`, ... */
  readonly byName: Readonly<Record<string, number>>;
}

/**
 * Counts the commands that `work` sends over this connection, so that a test can hold that a longer list costs no more of them (N+1).
 * The pool's own checks (`ping`, `hello`) do not count.
 */
export async function countCommands(store: StoreConnection, work: () => Promise<unknown>): Promise<CommandCount> {
  const byName: Record<string, number> = {};
  let total = 0;
  const count = ({ commandName }: mongo.CommandStartedEvent) => {
    if (commandName === 'ping' || commandName === 'endSessions') return;
    byName[commandName] = (byName[commandName] ?? 0) + 1;
    total += 1;
  };
  const client = store.mongoose.getClient();
  client.on('commandStarted', count);
  try {
    await work();
  } finally {
    client.off('commandStarted', count);
  }
  return { total, byName };
}
