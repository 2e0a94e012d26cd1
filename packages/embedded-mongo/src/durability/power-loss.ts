import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { Chance } from './mixed-load.ts';

/** LMDB's page: its number and the transaction that wrote it stand first; the meta pages are the first two. */
const pageSize = 4096;
const metaOffset = 24;
const magic = 0xbeefc0de;

interface Meta {
  readonly lastPage: number;
  readonly transaction: bigint;
}

const readPage = (file: number, page: number): Buffer => {
  const bytes = Buffer.alloc(pageSize);
  readSync(file, bytes, 0, pageSize, page * pageSize);
  return bytes;
};

/** The fields of `MDB_meta` behind the two database descriptors. */
const readMeta = (file: number, page: number): Meta => {
  const bytes = readPage(file, page);
  if (bytes.readUInt32LE(metaOffset) !== magic) throw new Error('This is no LMDB meta page.');
  const tail = metaOffset + 24 + 2 * 48;
  return { lastPage: Number(bytes.readBigUInt64LE(tail)), transaction: bytes.readBigUInt64LE(tail + 8) };
};

export interface Loss {
  readonly pagesLost: number;
  readonly bytesCut: number;
}

/**
 * Takes from the data file what a power failure may take: everything written since the last sync. The meta page is
 * written synchronously after its pages have been synced, so unsynced are the pages newer than the newest meta page,
 * and what lies behind its last page. Each of them is lost, torn or kept, by chance.
 */
export const losePower = (path: string, chance: Chance): Loss => {
  const file = openSync(path, 'r+');
  try {
    const metas = [readMeta(file, 0), readMeta(file, 1)];
    const synced = metas.reduce((newest, meta) => (meta.transaction > newest.transaction ? meta : newest));
    const { size } = fstatSync(file);
    let pagesLost = 0;
    for (let page = 2; page * pageSize < size; page += 1) {
      const bytes = readPage(file, page);
      const isUnsynced =
        page > synced.lastPage || (bytes.readBigUInt64LE(0) === BigInt(page) && bytes.readBigUInt64LE(8) > synced.transaction);
      if (!isUnsynced || chance() < 0.2) continue;
      const from = chance() < 0.3 ? Math.floor(chance() * 8) * 512 : 0;
      writeSync(file, Buffer.alloc(pageSize - from, Math.floor(chance() * 256)), 0, pageSize - from, page * pageSize + from);
      pagesLost += 1;
    }
    const end = Math.max((synced.lastPage + 1) * pageSize, Math.min(size, Math.floor(chance() * size)));
    const bytesCut = Math.max(0, size - end);
    if (bytesCut > 0) ftruncateSync(file, end);
    return { pagesLost, bytesCut };
  } finally {
    closeSync(file);
  }
};
