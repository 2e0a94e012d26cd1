import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataFileName, openReadOnly, syncFolder } from './environment.ts';
import { checkCollection } from './integrity.ts';
import { acquireLock } from './lock-file.ts';
import { Store } from './store.ts';

/** A backup or restore that would have overwritten something, or has nothing to work from. */
export class BackupRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupRefused';
  }
}

const syncFile = (path: string): void => {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const isEmpty = (folder: string): boolean => !existsSync(folder) || readdirSync(folder).length === 0;

export interface BackupResult {
  readonly bytes: number;
  readonly collections: number;
  readonly records: number;
}

/** Reads a whole copy and compares its indexes with its records. */
const verify = async (folder: string): Promise<BackupResult> => {
  const store = new Store({ folder });
  try {
    const snapshot = store.snapshot();
    let collections = 0;
    let records = 0;
    try {
      for (const collection of store.catalog.everything()) {
        const report = await checkCollection(snapshot, collection);
        if (report.errors.length > 0) throw new BackupRefused(`The copy is not whole: ${report.errors.join('; ')}`);
        collections += 1;
        records += report.records;
      }
    } finally {
      snapshot.close();
    }
    return { bytes: statSync(join(folder, dataFileName)).size, collections, records };
  } finally {
    await store.close();
    rmSync(join(folder, 'lock.mdb'), { force: true });
  }
};

/**
 * Copies the store of `folder` to the new folder `target`, while a server may go on working on it: one snapshot, compact,
 * synced and read back before it counts as a backup.
 */
export const backup = async (folder: string, target: string): Promise<BackupResult> => {
  if (!existsSync(join(folder, dataFileName))) throw new BackupRefused(`There is no store in ${folder}.`);
  if (!isEmpty(target)) throw new BackupRefused(`${target} is not empty.`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  const source = openReadOnly(folder);
  try {
    await source.backup(target, true);
  } catch (error) {
    rmSync(join(target, dataFileName), { force: true });
    throw error;
  } finally {
    await source.close();
  }
  syncFile(join(target, dataFileName));
  syncFolder(target);
  return verify(target);
};

export interface RestoreOptions {
  /** Replace what is in the folder. Without it a folder that holds a store is refused. */
  readonly replace?: boolean;
}

/** Puts the backup in `source` into `folder`, which no server may be using. The old data go only when the new are synced. */
export const restore = async (source: string, folder: string, { replace = false }: RestoreOptions = {}): Promise<BackupResult> => {
  if (!existsSync(join(source, dataFileName))) throw new BackupRefused(`There is no backup in ${source}.`);
  if (existsSync(join(folder, dataFileName)) && !replace) throw new BackupRefused(`${folder} holds a store already.`);
  const lock = acquireLock(folder);
  try {
    const incoming = join(folder, 'restoring');
    rmSync(incoming, { recursive: true, force: true });
    mkdirSync(incoming, { mode: 0o700 });
    copyFileSync(join(source, dataFileName), join(incoming, dataFileName));
    syncFile(join(incoming, dataFileName));
    const result = await verify(incoming);
    rmSync(join(folder, 'lock.mdb'), { force: true });
    renameSync(join(incoming, dataFileName), join(folder, dataFileName));
    rmSync(incoming, { recursive: true, force: true });
    syncFolder(folder);
    return result;
  } finally {
    lock.release();
  }
};
