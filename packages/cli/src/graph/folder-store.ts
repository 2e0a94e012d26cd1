import { start } from '@health-graph/embedded-mongo';
import { connect, type StoreConnection } from '@health-graph/store';
import { CommandFailed } from '../command-failed.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { readRuntime } from './runtime-file.ts';

/** The databases of a data folder, for the time of one command. */
export interface FolderStore {
  readonly folder: DataFolder;
  connect(database: string): Promise<StoreConnection>;
  /** Ends what was started; whoever connects closes the connection. */
  close(): Promise<void>;
}

/** Joins the store of the graph that runs on this folder or that `MONGODB_URL` names; opens the folder's own store where neither is. */
export async function openFolderStore(dataFolder: string): Promise<FolderStore> {
  const folder = await openDataFolder(dataFolder);
  const given = (await readRuntime(folder))?.storeUrl ?? process.env['MONGODB_URL'];
  if (given === undefined && folder.isNew) throw new CommandFailed('There is no graph in this folder.', { folder: folder.path });
  const embedded = given === undefined ? await start({ folder: folder.storeFolder, host: '127.0.0.1', port: 0 }) : undefined;
  const url = given ?? embedded?.url ?? '';
  return {
    folder,
    connect: (database) => connect({ url, database, poolSize: 2 }),
    close: async () => embedded?.close(),
  };
}
