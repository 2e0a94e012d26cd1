import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { PageFile } from './page-file.ts';

/** The tables of the store; each is one LMDB database, all keys are plain bytes. */
export const tableNames = ['records', 'indexes', 'meta', 'oplog', 'sessions'] as const;
export type TableName = (typeof tableNames)[number];

export type Table = Database<Buffer, Buffer>;

export interface Environment {
  readonly root: RootDatabase<Buffer, Buffer>;
  readonly tables: Readonly<Record<TableName, Table>>;
  readonly folder: string;
  readonly file: string;
  /** The same file, read without the memory map. */
  readonly pages: PageFile;
  close(): Promise<void>;
}

export const dataFileName = 'data.mdb';

/** Address space kept for the file; it costs nothing until it is filled. */
const defaultMapSizeBytes = 2 ** 38;

export interface EnvironmentOptions {
  readonly folder: string;
  readonly mapSizeBytes?: number;
}

/** Keys are bytes as they are. Those that are read are copied to Node's pool instead of to an allocation each. */
const keyEncoder = {
  writeKey: (key: Buffer, target: Uint8Array, start: number): number => {
    target.set(key, start);
    return start + key.length;
  },
  readKey: (source: Uint8Array, start: number, end: number): Buffer => {
    const key = Buffer.allocUnsafe(end - start);
    Buffer.prototype.copy.call(source, key, 0, start, end);
    return key;
  },
};

const binary = { encoding: 'binary', keyEncoder } as const;

/** With batching by event turn lmdb-js leaves a promise behind that nobody can catch when a commit fails. */
const commitAtOnce = { eventTurnBatching: false, txnStartThreshold: 1 };

/** A file that was made is there after a power loss only when its folder has been synced as well. */
export const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Opens a folder that another process may be serving, to read one snapshot of it. */
export const openReadOnly = (folder: string): RootDatabase<Buffer, Buffer> =>
  open<Buffer, Buffer>({
    path: folder,
    noSubdir: false,
    maxDbs: tableNames.length + 1,
    readOnly: true,
    mapSize: defaultMapSizeBytes,
    ...binary,
  });

/**
 * Opens LMDB in its plainest mode: a commit writes pages, syncs them, then writes the meta page with O_DSYNC. A commit
 * that has been acknowledged is on the disk, and whatever was not leaves the previous state untouched. `overlappingSync`
 * would acknowledge earlier and decide by the boot id what to trust; we do not want to explain that to anybody.
 */
export const openEnvironment = ({ folder, mapSizeBytes = defaultMapSizeBytes }: EnvironmentOptions): Environment => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const root = open<Buffer, Buffer>({
    path: folder,
    noSubdir: false,
    maxDbs: tableNames.length + 1,
    maxReaders: 2048,
    mapSize: mapSizeBytes,
    overlappingSync: false,
    ...commitAtOnce,
    ...binary,
  });
  const tables = Object.fromEntries(tableNames.map((name) => [name, root.openDB({ name, ...binary })]));
  syncFolder(folder);
  const file = join(folder, dataFileName);
  const pages = new PageFile(file);
  const close = async (): Promise<void> => {
    await root.close();
    pages.close();
  };
  return { root, tables: tables as Record<TableName, Table>, folder, file, pages, close };
};
