import { Long } from 'bson';
import { encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import type { DocumentStream } from '../cursors/registry.ts';
import { type FoundRecord, findRecords, type PreparedSearch } from '../planner/execute.ts';
import { sortDocuments } from '../query/aggregate.ts';
import { setMetadata } from '../query/metadata.ts';
import type { compileSortKey } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';

export interface FindOptions {
  readonly skip: number;
  /** Zero for no limit. */
  readonly limit: number;
  readonly project: ((document: Document) => Document) | undefined;
  readonly order: ReturnType<typeof compileSortKey> | undefined;
  readonly showsRecordId: boolean;
  readonly sortBytes: number;
  readonly mayUseDisk: boolean;
  readonly spillFolder: string;
  readonly onClose: () => void;
  /** Throws when the command has run out of time. */
  readonly checkTime: () => void;
}

/** Asks the clock once in that many records. */
const timeCheckInterval = 64;
const turnMs = 8;

/** The documents a find answers with: found, sorted, cut to size and projected. */
export class FindStream implements DocumentStream {
  readonly #records: Iterator<FoundRecord | undefined>;
  readonly #options: FindOptions;
  /** The bytes a document was read from, so that it can be sent as it was stored. */
  readonly #bytes = new WeakMap<Document, Buffer>();
  #sorted: AsyncIterator<Document> | undefined;
  #toSkip: number;
  #left: number;
  #isClosed = false;
  #looked = 0;
  #turn = 0;

  constructor(view: View, collection: Collection, prepared: PreparedSearch, options: FindOptions) {
    this.#records = findRecords(view, collection, prepared)[Symbol.iterator]();
    this.#options = options;
    this.#toSkip = options.skip;
    this.#left = options.limit === 0 ? Number.POSITIVE_INFINITY : options.limit;
    if (options.order !== undefined) this.#sorted = this.#sort(options.order);
  }

  #sort(order: ReturnType<typeof compileSortKey>): AsyncIterator<Document> {
    const { skip, limit, sortBytes, mayUseDisk, spillFolder } = this.#options;
    const keep = limit === 0 ? undefined : skip + limit;
    return sortDocuments(this.#documents(), order, { memoryLimit: sortBytes, mayUseDisk, keep, spillFolder })[Symbol.asyncIterator]();
  }

  async *#documents(): AsyncGenerator<Document> {
    for (let next = this.#records.next(); !next.done; next = this.#records.next()) {
      if (next.value !== undefined) {
        this.#mark(next.value);
        this.#bytes.set(next.value.document, next.value.bytes);
        yield next.value.document;
      }
      if (this.#isTurnOver()) await this.#giveTurn();
    }
  }

  #mark(found: FoundRecord): void {
    if (this.#options.showsRecordId) setMetadata(found.document, { recordId: Long.fromNumber(found.recordId) });
  }

  #isTurnOver(): boolean {
    this.#looked += 1;
    return this.#looked % timeCheckInterval === 0 && performance.now() > this.#turn;
  }

  async #giveTurn(): Promise<void> {
    this.#options.checkTime();
    await new Promise((resolve) => setImmediate(resolve));
    this.#turn = performance.now() + turnMs;
  }

  next(): Promise<Buffer | undefined> | Buffer | undefined {
    if (this.#left <= 0) return undefined;
    return this.#sorted === undefined ? this.#nextFound() : this.#nextSorted(this.#sorted);
  }

  /** Stays synchronous as long as records are found quickly. */
  #nextFound(): Promise<Buffer | undefined> | Buffer | undefined {
    for (let next = this.#records.next(); !next.done; next = this.#records.next()) {
      const found = next.value;
      if (found !== undefined && this.#toSkip === 0) return this.#emit(found);
      if (found !== undefined) this.#toSkip -= 1;
      if (this.#isTurnOver()) return this.#giveTurn().then(() => this.#nextFound());
    }
    return undefined;
  }

  async #nextSorted(sorted: AsyncIterator<Document>): Promise<Buffer | undefined> {
    for (;;) {
      const next = await sorted.next();
      if (next.done) return undefined;
      if (this.#toSkip > 0) this.#toSkip -= 1;
      else return this.#emitDocument(next.value);
    }
  }

  #emit(found: FoundRecord): Buffer {
    if (this.#options.project !== undefined) {
      this.#mark(found);
      return this.#emitDocument(found.document);
    }
    this.#left -= 1;
    return found.bytes;
  }

  #emitDocument(document: Document): Buffer {
    this.#left -= 1;
    const { project } = this.#options;
    return project === undefined ? (this.#bytes.get(document) ?? encode(document)) : encode(project(document));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#records.return?.();
    void this.#sorted?.return?.();
    this.#options.onClose();
  }
}
