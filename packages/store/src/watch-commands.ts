import type { mongo } from 'mongoose';

/** Called with the name of a command that is sent (`find`, `aggregate`, ...); what it gives back is called when the command ended. */
export type CommandWatcher = (command: string) => ((isAnswered: boolean) => void) | undefined;

/** Tells `watcher` of every command of this client from now on, in the asynchronous context that sent it. */
export function watchCommands(client: mongo.MongoClient, watcher: CommandWatcher): void {
  const ends = new Map<number, (isAnswered: boolean) => void>();
  const ended = (isAnswered: boolean) => (event: { readonly requestId: number }) => {
    ends.get(event.requestId)?.(isAnswered);
    ends.delete(event.requestId);
  };
  client.on('commandStarted', ({ requestId, commandName }) => {
    const end = watcher(commandName);
    if (end !== undefined) ends.set(requestId, end);
  });
  client.on('commandSucceeded', ended(true));
  client.on('commandFailed', ended(false));
}
