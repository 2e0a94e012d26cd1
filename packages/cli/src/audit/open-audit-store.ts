import { start } from '@health-graph/embedded-mongo';
import { connect, type StoreConnection } from '@health-graph/store';
import { CommandFailed } from '../command-failed.ts';
import { type DataFolder, openDataFolder } from '../graph/data-folder.ts';
import { readRuntime } from '../graph/runtime-file.ts';

/** The audit database of a data folder, for the time of one command. */
export interface OpenAuditStore {
  readonly folder: DataFolder;
  readonly connection: StoreConnection;
  close(): Promise<void>;
}

/** Joins the store of the graph that runs on this folder or that `MONGODB_URL` names; opens the folder's own store where neither is. */
export async function openAuditStore(dataFolder: string): Promise<OpenAuditStore> {
  const folder = await openDataFolder(dataFolder);
  const given = (await readRuntime(folder))?.storeUrl ?? process.env['MONGODB_URL'];
  if (given === undefined && folder.isNew) throw new CommandFailed('There is no graph in this folder.', { folder: folder.path });
  const embedded = given === undefined ? await start({ folder: folder.storeFolder, host: '127.0.0.1', port: 0 }) : undefined;
  try {
    const connection = await connect({ url: given ?? embedded?.url ?? '', database: 'audit', poolSize: 2 });
    return {
      folder,
      connection,
      close: async () => {
        await connection.close();
        await embedded?.close();
      },
    };
  } catch (failure) {
    await embedded?.close();
    throw failure;
  }
}
