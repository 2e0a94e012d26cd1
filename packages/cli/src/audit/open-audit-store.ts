import type { StoreConnection } from '@health-graph/store';
import type { DataFolder } from '../graph/data-folder.ts';
import { openFolderStore } from '../graph/folder-store.ts';

/** The audit database of a data folder, for the time of one command. */
export interface OpenAuditStore {
  readonly folder: DataFolder;
  readonly connection: StoreConnection;
  close(): Promise<void>;
}

export async function openAuditStore(dataFolder: string): Promise<OpenAuditStore> {
  const store = await openFolderStore(dataFolder);
  try {
    const connection = await store.connect('audit');
    return {
      folder: store.folder,
      connection,
      close: async () => {
        await connection.close();
        await store.close();
      },
    };
  } catch (failure) {
    await store.close();
    throw failure;
  }
}
