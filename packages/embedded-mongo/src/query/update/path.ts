import { type Document, fieldsOf, getField, isDocument, setField } from '../../bson/document.ts';
import { fail, show } from '../failure.ts';
import { isArrayIndex } from '../match/path.ts';

type Container = Document | unknown[];

/** MongoDB pads an array with nulls up to the index, but not without end. */
const MOST_PADDING = 1_500_000;

/** A document being updated: containers are copied when first written to, so the original stays as it was read. */
export class Draft {
  root: Document;
  isChanged = false;
  private readonly owned = new Set<object>();
  private readonly original: Document;

  constructor(document: Document) {
    this.original = document;
    this.root = document;
  }

  /** A value the path leads to; array positions are followed, arrays are not spread. Undefined where it is missing. */
  read(parts: readonly string[]): unknown {
    let value: unknown = this.root;
    for (const part of parts) {
      if (Array.isArray(value)) value = isArrayIndex(part) ? value[Number(part)] : undefined;
      else value = isDocument(value) ? getField(value, part) : undefined;
      if (value === undefined) return undefined;
    }
    return value;
  }

  /** Refuses a path that runs into a scalar, or into an array by a name: nothing could ever be there. */
  checkViable(parts: readonly string[]): void {
    let value: unknown = this.root;
    for (const [index, part] of parts.entries()) {
      if (value === undefined) return;
      const isPassable = Array.isArray(value) ? isArrayIndex(part) : isDocument(value);
      if (!isPassable) {
        const holder = parts[index - 1] ?? '';
        fail(
          'PathNotViable',
          `Cannot use the part (${part}) of (${parts.join('.')}) to traverse the element ({${holder}: ${show(value)}})`,
        );
      }
      value = Array.isArray(value) ? value[Number(part)] : getField(value as Document, part);
    }
  }

  /** Writes a value, making the documents on the way. */
  write(parts: readonly string[], value: unknown): void {
    let container: Container = this.ownRoot();
    for (let at = 0; at < parts.length - 1; at += 1) container = this.descend(container, parts, at);
    this.put(container, parts, parts.length - 1, value);
    this.isChanged = true;
  }

  /** Takes a field away; an array keeps its length and gets a null. */
  remove(parts: readonly string[]): boolean {
    if (this.read(parts) === undefined) return false;
    let container: Container = this.ownRoot();
    for (let at = 0; at < parts.length - 1; at += 1) container = this.descend(container, parts, at);
    const last = parts.at(-1) as string;
    if (Array.isArray(container)) container[Number(last)] = null;
    else delete container[last];
    this.isChanged = true;
    return true;
  }

  private ownRoot(): Document {
    if (!this.owned.has(this.root)) {
      this.root = { ...fieldsOf(this.original) };
      this.owned.add(this.root);
    }
    return this.root;
  }

  private own(value: Container): Container {
    if (this.owned.has(value)) return value;
    const copy = Array.isArray(value) ? [...value] : { ...fieldsOf(value) };
    this.owned.add(copy);
    return copy;
  }

  private descend(container: Container, parts: readonly string[], at: number): Container {
    const part = parts[at] as string;
    const present = Array.isArray(container) ? container[this.indexIn(container, parts, at)] : getField(container, part);
    if (present !== undefined && !Array.isArray(present) && !isDocument(present)) {
      return fail('PathNotViable', `Cannot create field '${parts[at + 1]}' in element {${part}: ${show(present)}}`);
    }
    const next = present === undefined ? this.own({}) : this.own(present);
    if (next !== present) this.put(container, parts, at, next);
    return next;
  }

  private indexIn(array: readonly unknown[], parts: readonly string[], at: number): number {
    const part = parts[at] as string;
    if (!isArrayIndex(part)) fail('PathNotViable', `Cannot create field '${part}' in element {${parts[at - 1] ?? ''}: ${show(array)}}`);
    const index = Number(part);
    if (index > array.length + MOST_PADDING) fail('CannotBackfillArray', `can't backfill more than ${MOST_PADDING} elements`);
    return index;
  }

  private put(container: Container, parts: readonly string[], at: number, value: unknown): void {
    const part = parts[at] as string;
    if (!Array.isArray(container)) {
      setField(container, part, value);
      return;
    }
    const index = this.indexIn(container, parts, at);
    while (container.length < index) container.push(null);
    container[index] = value;
  }
}
