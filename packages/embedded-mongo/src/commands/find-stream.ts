import { encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import type { DocumentStream } from '../cursors/registry.ts';
import { SortBuffer } from '../cursors/sort-buffer.ts';
import { type FoundRecord, findRecords, type PreparedSearch } from '../planner/execute.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';

export interface FindOptions {
  readonly skip: number;
  /** Zero for no limit. */
  readonly limit: number;
  readonly project: ((found: FoundRecord) => Document) | undefined;
  readonly order: ((a: Document, b: Document) => number) | undefined;
  readonly sortBytes: number;
  readonly mayUseDisk: boolean;
  readonly onClose: () => void;
  /** Throws when the command has run out of time. */
  readonly checkTime: () => void;
}

/** Asks the clock once in that many records. */
const timeCheckInterval = 128;

/** The documents a find answers with: found, sorted, cut to size and projected. */
export class FindStream implements DocumentStream {
  readonly #records: Iterator<FoundRecord | undefined>;
  readonly #options: FindOptions;
  #sorted: Iterator<FoundRecord> | undefined;
  #sorting: SortBuffer<FoundRecord> | undefined;
  #toSkip: number;
  #left: number;
  #isClosed = false;
  #looked = 0;

  constructor(view: View, collection: Collection, prepared: PreparedSearch, options: FindOptions) {
    this.#records = findRecords(view, collection, prepared);
    this.#options = options;
    this.#toSkip = options.skip;
    this.#left = options.limit === 0 ? Number.POSITIVE_INFINITY : options.limit;
    if (options.order !== undefined) this.#sorting = this.#newSort(options.order);
  }

  #newSort(order: (a: Document, b: Document) => number): SortBuffer<FoundRecord> {
    const { skip, limit, sortBytes, mayUseDisk } = this.#options;
    return new SortBuffer({
      compare: (a, b) => order(a.document, b.document),
      sizeOf: (found) => found.bytes.length,
      keep: limit === 0 ? undefined : skip + limit,
      maxBytes: sortBytes,
      mayUseDisk,
    });
  }

  next(): Promise<Buffer | undefined> | Buffer | undefined {
    if (this.#left <= 0) return undefined;
    if (this.#sorting !== undefined) return this.#nextSorted(this.#sorting);
    for (;;) {
      const found = this.#nextRecord();
      if (found === undefined) return undefined;
      if (found === 'other') continue;
      return this.#emit(found);
    }
  }

  /** 'other' is a record that did not match: somebody else may have a turn. */
  #nextRecord(): FoundRecord | 'other' | undefined {
    this.#looked += 1;
    if (this.#looked % timeCheckInterval === 0) this.#options.checkTime();
    const next = this.#records.next();
    if (next.done) return undefined;
    if (next.value === undefined) return 'other';
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return 'other';
    }
    return next.value;
  }

  async #nextSorted(sorting: SortBuffer<FoundRecord>): Promise<Buffer | undefined> {
    if (this.#sorted === undefined) await this.#fill(sorting);
    const next = this.#sorted?.next();
    return next === undefined || next.done ? undefined : this.#emit(next.value);
  }

  async #fill(sorting: SortBuffer<FoundRecord>): Promise<void> {
    const skip = this.#toSkip;
    this.#toSkip = 0;
    let deadline = performance.now() + 8;
    for (let found = this.#nextRecord(); found !== undefined; found = this.#nextRecord()) {
      if (found !== 'other') sorting.add(found);
      if (this.#looked % timeCheckInterval === 0 && performance.now() > deadline) {
        await new Promise((resolve) => setImmediate(resolve));
        deadline = performance.now() + 8;
      }
    }
    this.#sorted = sorting.drain(skip);
  }

  #emit(found: FoundRecord): Buffer {
    this.#left -= 1;
    const { project } = this.#options;
    return project === undefined ? found.bytes : encode(project(found));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#records.return?.();
    this.#sorting?.close();
    this.#options.onClose();
  }
}
