import { decode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import type { Collection } from './collection.ts';
import type { IndexDefinition } from './index-definition.ts';
import { indexKeysOf } from './index-keys.ts';
import { decodeRecordId, plainEntryKey, recordIdOfKey, uniqueEntryKey, wholeRange } from './keys.ts';
import type { View } from './view.ts';

export interface CollectionReport {
  readonly records: number;
  readonly unreadable: number;
  /** Number of entries by index. */
  readonly keys: readonly (readonly [index: string, keys: number])[];
  /** What is wrong, in words; record ids only, no data. */
  readonly errors: readonly string[];
}

/** More of the same need not be told. */
const maxErrors = 100;
const turnMs = 8;

const entryOf = (index: IndexDefinition, key: Buffer, recordId: number): Buffer =>
  index.isUnique ? uniqueEntryKey(index.id, key) : plainEntryKey(index.id, key, recordId);

const missingEntries = (view: View, index: IndexDefinition, recordId: number, document: Document): number => {
  let missing = 0;
  for (const key of indexKeysOf(index, document).keys) {
    const value = view.get('indexes', entryOf(index, key, recordId));
    if (value === undefined || (index.isUnique && decodeRecordId(value) !== recordId)) missing += 1;
  }
  return missing;
};

class Check {
  readonly #view: View;
  readonly #collection: Collection;
  readonly #errors: string[] = [];
  readonly #expected = new Map<IndexDefinition, number>();
  records = 0;
  unreadable = 0;
  #turn = performance.now() + turnMs;

  constructor(view: View, collection: Collection) {
    this.#view = view;
    this.#collection = collection;
  }

  get #indexes(): readonly IndexDefinition[] {
    return this.#collection.indexes.filter((index) => !index.isBuilding && index.builtAt <= this.#view.sequence);
  }

  async run(): Promise<CollectionReport> {
    const indexes = this.#indexes;
    for (const { key, value } of this.#view.entries('records', { ...wholeRange(this.#collection.id), isLarge: true })) {
      this.records += 1;
      this.#checkRecord(indexes, recordIdOfKey(key), value);
      await this.#giveTurn();
    }
    const keys = indexes.map((index) => [index.name, this.#countEntries(index)] as const);
    if (this.records !== this.#collection.count)
      this.#note(`count: ${this.#collection.count} records are counted, ${this.records} are there`);
    return { records: this.records, unreadable: this.unreadable, keys, errors: this.#errors };
  }

  async #giveTurn(): Promise<void> {
    if (this.records % 64 !== 0 || performance.now() < this.#turn) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turn = performance.now() + turnMs;
  }

  #checkRecord(indexes: readonly IndexDefinition[], recordId: number, bytes: Buffer): void {
    let document: Document;
    try {
      document = decode(bytes);
    } catch {
      this.unreadable += 1;
      this.#note(`records: record ${recordId} cannot be read`);
      return;
    }
    for (const index of indexes) {
      const missing = missingEntries(this.#view, index, recordId, document);
      if (missing > 0) this.#note(`${index.name}: record ${recordId} lacks ${missing} entries`);
      this.#expected.set(index, (this.#expected.get(index) ?? 0) + indexKeysOf(index, document).keys.length);
    }
  }

  /** With no entry missing, an entry too many shows in the number. */
  #countEntries(index: IndexDefinition): number {
    const found = this.#view.count('indexes', wholeRange(index.id));
    const expected = this.#expected.get(index) ?? 0;
    if (found !== expected) this.#note(`${index.name}: ${found} entries are there, ${expected} should be`);
    return found;
  }

  #note(error: string): void {
    if (this.#errors.length < maxErrors) this.#errors.push(error);
  }
}

/** Compares the indexes of a collection with its records, in both directions. */
export const checkCollection = (view: View, collection: Collection): Promise<CollectionReport> => new Check(view, collection).run();
