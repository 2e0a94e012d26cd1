import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Entry } from './view.ts';

/**
 * Reads LMDB's pages with `read` instead of through its memory map. Whoever walks a large collection through the map has
 * all of it in the process's memory afterwards; read this way, a page is gone when its documents are. Only a snapshot
 * may be read, since LMDB leaves its pages alone for as long as the snapshot is held.
 */
const pageHeaderSize = 24;
const metaAt = 24;
const magic = 0xbeefc0de;
/** Behind magic, version, address and map size: the descriptors of the free list and of the main database. */
const mainDatabaseAt = metaAt + 24 + 48;
const transactionAt = metaAt + 24 + 2 * 48 + 8;
const rootAt = 40;

const flags = { branch: 1, leaf: 2, overflow: 4 } as const;
const nodeFlags = { bigData: 1, subDatabase: 2 } as const;
const noPage = 0xffffffffffffffffn;

/** The file is not as it is known to be; the map has to be used instead. */
export class UnknownPage extends Error {}

interface Place {
  readonly page: Buffer;
  index: number;
}

const nodeAt = (page: Buffer, index: number): number => page.readUInt16LE(pageHeaderSize + index * 2) + pageHeaderSize;
const nodeCount = (page: Buffer): number => page.readUInt16LE(20) >> 1;
const keyOf = (page: Buffer, node: number): Buffer => page.subarray(node + 8, node + 8 + page.readUInt16LE(node + 6));
const childOf = (page: Buffer, node: number): number => page.readUInt32LE(node) + page.readUInt16LE(node + 4) * 2 ** 32;

export class PageFile {
  readonly #handle: number;
  readonly #pageSize: number;

  constructor(path: string) {
    this.#handle = openSync(path, 'r');
    const meta = Buffer.alloc(64);
    readSync(this.#handle, meta, 0, 64, 0);
    this.#pageSize = meta.readUInt32LE(metaAt + 24);
  }

  get bytes(): number {
    return fstatSync(this.#handle).size;
  }

  /** Both meta pages as they are now; equal before and after a read transaction began, they are what it sees. */
  readMetas(): Buffer {
    const metas = Buffer.allocUnsafe(2 * 256);
    readSync(this.#handle, metas, 0, 256, 0);
    readSync(this.#handle, metas, 256, 256, this.#pageSize);
    return metas;
  }

  /** The root page of a named database at the newest of the given meta pages; undefined when it is empty. */
  rootOf(metas: Buffer, name: string): number | undefined {
    const [first, second] = [metas.subarray(0, 256), metas.subarray(256)];
    for (const meta of [first, second]) if (meta.readUInt32LE(metaAt) !== magic) throw new UnknownPage();
    const newest = first.readBigUInt64LE(transactionAt) >= second.readBigUInt64LE(transactionAt) ? first : second;
    const mainRoot = newest.readBigUInt64LE(mainDatabaseAt + rootAt);
    const wanted = Buffer.from(`${name}\0`); // lmdb-js ends the names of databases with a zero
    for (const { key, page, node } of this.#nodesFrom(Number(mainRoot), wanted)) {
      if (!key.equals(wanted)) break;
      if ((page.readUInt16LE(node + 4) & nodeFlags.subDatabase) === 0) throw new UnknownPage();
      const root = page.readBigUInt64LE(node + 8 + key.length + rootAt);
      return root === noPage ? undefined : Number(root);
    }
    throw new UnknownPage();
  }

  /** The entries from `start` up to `end` of the tree at `root`. */
  *entries(root: number, start: Buffer, end: Buffer): Generator<Entry> {
    for (const { key, page, node } of this.#nodesFrom(root, start)) {
      if (Buffer.compare(key, end) >= 0) return;
      yield { key, value: this.#valueOf(page, node, key.length) };
    }
  }

  *#nodesFrom(root: number, start: Buffer): Generator<{ readonly key: Buffer; readonly page: Buffer; readonly node: number }> {
    const path = this.#descend(root, start);
    for (let leaf = path.at(-1); leaf !== undefined; leaf = this.#nextLeaf(path)) {
      for (; leaf.index < nodeCount(leaf.page); leaf.index += 1) {
        const node = nodeAt(leaf.page, leaf.index);
        yield { key: keyOf(leaf.page, node), page: leaf.page, node };
      }
    }
  }

  /** The way down to the first key that is not below `start`. */
  #descend(root: number, start: Buffer): Place[] {
    const path: Place[] = [];
    let page = this.#readPage(root);
    while (page.readUInt16LE(18) & flags.branch) {
      // The first key of a branch stands for everything below the second one.
      let index = 0;
      while (index + 1 < nodeCount(page) && Buffer.compare(keyOf(page, nodeAt(page, index + 1)), start) <= 0) index += 1;
      path.push({ page, index });
      page = this.#readPage(childOf(page, nodeAt(page, index)));
    }
    let index = 0;
    while (index < nodeCount(page) && Buffer.compare(keyOf(page, nodeAt(page, index)), start) < 0) index += 1;
    path.push({ page, index });
    return path;
  }

  #nextLeaf(path: Place[]): Place | undefined {
    path.pop();
    for (let parent = path.at(-1); parent !== undefined; parent = path.at(-1)) {
      parent.index += 1;
      if (parent.index < nodeCount(parent.page)) break;
      path.pop();
    }
    let above = path.at(-1);
    while (above !== undefined) {
      const page = this.#readPage(childOf(above.page, nodeAt(above.page, above.index)));
      const place: Place = { page, index: 0 };
      path.push(place);
      if ((page.readUInt16LE(18) & flags.branch) === 0) return place;
      above = place;
    }
    return undefined;
  }

  #readPage(number: number): Buffer {
    const page = Buffer.allocUnsafeSlow(this.#pageSize);
    const read = readSync(this.#handle, page, 0, this.#pageSize, number * this.#pageSize);
    const isKnown =
      read === this.#pageSize && page.readBigUInt64LE(0) === BigInt(number) && (page.readUInt16LE(18) & (flags.branch | flags.leaf)) !== 0;
    if (!isKnown) throw new UnknownPage();
    return page;
  }

  #valueOf(page: Buffer, node: number, keyLength: number): Buffer {
    const size = page.readUInt16LE(node) + page.readUInt16LE(node + 2) * 0x10000;
    const at = node + 8 + keyLength;
    if ((page.readUInt16LE(node + 4) & nodeFlags.bigData) === 0) return page.subarray(at, at + size);
    const number = Number(page.readBigUInt64LE(at));
    const value = Buffer.allocUnsafe(pageHeaderSize + size);
    const read = readSync(this.#handle, value, 0, value.length, number * this.#pageSize);
    const isKnown = read === value.length && value.readBigUInt64LE(0) === BigInt(number) && (value.readUInt16LE(18) & flags.overflow) !== 0;
    if (!isKnown) throw new UnknownPage();
    return value.subarray(pageHeaderSize);
  }

  close(): void {
    closeSync(this.#handle);
  }
}
