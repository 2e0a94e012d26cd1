import type { TableName } from './environment.ts';
import type { Entry, KeyRange, View, WritableView } from './view.ts';

/** Byte strings as JavaScript strings, which compare in byte order and work as map keys. */
const textOf = (key: Buffer): string => key.toString('latin1');
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** The first position in sorted `keys` that is not below `key`. */
const lowerBound = (keys: readonly string[], key: string): number => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

class OverlayTable {
  readonly values = new Map<string, Buffer | undefined>();
  #sorted: string[] | undefined = [];

  set(key: Buffer, value: Buffer | undefined): void {
    const text = textOf(key);
    if (!this.values.has(text)) this.#sorted = undefined;
    this.values.set(text, value);
  }

  keysIn({ start, end, reverse }: KeyRange): string[] {
    this.#sorted ??= [...this.values.keys()].sort((a, b) => (a < b ? -1 : 1));
    const keys = this.#sorted.slice(lowerBound(this.#sorted, textOf(start)), lowerBound(this.#sorted, textOf(end)));
    return reverse ? keys.reverse() : keys;
  }
}

/** A transaction's state: its snapshot with its own writes, kept in memory, laid over it. */
export class OverlayView implements WritableView {
  readonly #base: View;
  readonly #tables = new Map<TableName, OverlayTable>();

  constructor(base: View) {
    this.#base = base;
  }

  get sequence(): number {
    return this.#base.sequence;
  }

  get(table: TableName, key: Buffer): Buffer | undefined {
    const overlay = this.#tables.get(table);
    const text = textOf(key);
    return overlay?.values.has(text) ? overlay.values.get(text) : this.#base.get(table, key);
  }

  put(table: TableName, key: Buffer, value: Buffer): void {
    this.#table(table).set(key, value);
  }

  remove(table: TableName, key: Buffer): void {
    this.#table(table).set(key, undefined);
  }

  *entries(table: TableName, range: KeyRange): Generator<Entry> {
    const overlay = this.#tables.get(table);
    const own = overlay?.keysIn(range) ?? [];
    if (overlay === undefined || own.length === 0) {
      yield* this.#base.entries(table, range);
      return;
    }
    const isBefore = (a: string, b: string): boolean => (range.reverse ? a > b : a < b);
    let position = 0;
    for (const entry of this.#base.entries(table, range)) {
      const text = textOf(entry.key);
      for (let key = own[position]; key !== undefined && isBefore(key, text); key = own[++position]) yield* ownEntry(overlay, key);
      if (overlay.values.has(text)) {
        position += 1;
        yield* ownEntry(overlay, text);
      } else yield entry;
    }
    for (let key = own[position]; key !== undefined; key = own[++position]) yield* ownEntry(overlay, key);
  }

  *keys(table: TableName, range: KeyRange): Generator<Buffer> {
    if (!this.#tables.has(table)) yield* this.#base.keys(table, range);
    else for (const { key } of this.entries(table, range)) yield key;
  }

  count(table: TableName, range: KeyRange, limit = Number.POSITIVE_INFINITY): number {
    let counted = 0;
    for (const _key of this.keys(table, range)) {
      counted += 1;
      if (counted >= limit) break;
    }
    return counted;
  }

  /** Does to `target` what was done to this view. */
  replay(target: WritableView): void {
    for (const [table, overlay] of this.#tables) {
      for (const [text, value] of overlay.values) {
        if (value === undefined) target.remove(table, bytesOf(text));
        else target.put(table, bytesOf(text), value);
      }
    }
  }

  #table(name: TableName): OverlayTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new OverlayTable();
      this.#tables.set(name, table);
    }
    return table;
  }
}

function* ownEntry(overlay: OverlayTable, text: string): Generator<Entry> {
  const value = overlay.values.get(text);
  if (value !== undefined) yield { key: bytesOf(text), value };
}
