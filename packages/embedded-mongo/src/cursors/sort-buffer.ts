import { CommandFailure } from '../errors/command-failure.ts';

export interface SortBufferOptions<T> {
  readonly compare: (a: T, b: T) => number;
  readonly sizeOf: (item: T) => number;
  /** Only this many of the first are wanted. */
  readonly keep: number | undefined;
  readonly maxBytes: number;
  readonly mayUseDisk: boolean;
}

/** Sorts in memory, within a bound. With `keep` it holds no more than twice as many items as are wanted. */
export class SortBuffer<T> {
  readonly #options: SortBufferOptions<T>;
  #items: T[] = [];
  #bytes = 0;

  constructor(options: SortBufferOptions<T>) {
    this.#options = options;
  }

  add(item: T): void {
    const { keep, maxBytes, sizeOf } = this.#options;
    this.#items.push(item);
    this.#bytes += sizeOf(item);
    if (keep !== undefined && this.#items.length >= Math.max(keep * 2, 64)) this.#cut(keep);
    if (this.#bytes > maxBytes) this.#overflow();
  }

  #cut(keep: number): void {
    this.#items.sort(this.#options.compare);
    this.#items.length = Math.min(this.#items.length, keep);
    this.#bytes = this.#items.reduce((bytes, item) => bytes + this.#options.sizeOf(item), 0);
  }

  #overflow(): void {
    throw new CommandFailure(
      'QueryExceededMemoryLimitNoDiskUseAllowed',
      `Executor error during find command :: caused by :: Sort exceeded memory limit of ${this.#options.maxBytes} bytes, but did not opt in to external sorting.`,
    );
  }

  *drain(skip: number): Generator<T> {
    const { keep, compare } = this.#options;
    this.#items.sort(compare);
    const end = keep ?? this.#items.length;
    for (let index = skip; index < Math.min(end, this.#items.length); index += 1) yield this.#items[index] as T;
  }

  close(): void {
    this.#items = [];
  }
}
