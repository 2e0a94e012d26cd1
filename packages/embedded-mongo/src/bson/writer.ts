import { encode } from './codec.ts';
import type { Document } from './document.ts';

/** Elements of a document: what stands between its length and its closing zero. */
export type Elements = Buffer;

export const elementsOf = (document: Document): Elements => encode(document).subarray(4, -1);

const embedded = 3;
const array = 4;

const headerOf = (type: number, name: string): Buffer => {
  const header = Buffer.allocUnsafe(name.length + 2);
  header[0] = type;
  header.write(name, 1, 'latin1');
  header[name.length + 1] = 0;
  return header;
};

const indexHeaders: Buffer[] = [];
const keptHeaders = 4096;

const indexHeader = (index: number): Buffer => {
  const kept = indexHeaders[index];
  if (kept !== undefined) return kept;
  const header = headerOf(embedded, String(index));
  if (index < keptHeaders) indexHeaders[index] = header;
  return header;
};

const cursorHeader = headerOf(embedded, 'cursor');
const batchHeaders: Readonly<Record<string, Buffer>> = {
  firstBatch: headerOf(array, 'firstBatch'),
  nextBatch: headerOf(array, 'nextBatch'),
};

/** A document of the given elements. */
export const documentOf = (...parts: readonly Elements[]): Buffer => {
  let length = 5;
  for (const part of parts) length += part.length;
  const bytes = Buffer.allocUnsafe(length);
  let position = bytes.writeInt32LE(length, 0);
  for (const part of parts) position += part.copy(bytes, position);
  bytes[position] = 0;
  return bytes;
};

export interface CursorPart {
  readonly id: bigint;
  readonly namespace: string;
  /** More fields of the cursor, seldom any. */
  readonly fields?: Document | undefined;
}

/** The elements `id` and `ns`. */
const cursorElements = ({ id, namespace, fields }: CursorPart): Elements => {
  const size = Buffer.byteLength(namespace);
  const bytes = Buffer.allocUnsafe(12 + 9 + size);
  bytes.write('\x12id\0', 0, 'latin1');
  bytes.writeBigInt64LE(id, 4);
  bytes.write('\x02ns\0', 12, 'latin1');
  bytes.writeInt32LE(size + 1, 16);
  bytes.write(namespace, 20);
  bytes[20 + size] = 0;
  return fields === undefined ? bytes : Buffer.concat([bytes, elementsOf(fields)]);
};

/**
 * A reply with documents that are already BSON: `{ cursor: { <batchName>: documents, id, ns }, ...rest }`. Stored
 * documents go to the client byte for byte, without being read, and are copied once.
 */
export const encodeCursorReply = (
  batchName: 'firstBatch' | 'nextBatch',
  documents: readonly Buffer[],
  cursor: CursorPart,
  rest: Elements,
): Buffer => {
  const batchHeader = batchHeaders[batchName] as Buffer;
  const behind = cursorElements(cursor);
  let batchLength = 5;
  for (let index = 0; index < documents.length; index += 1) batchLength += indexHeader(index).length + (documents[index] as Buffer).length;
  const cursorLength = 5 + batchHeader.length + batchLength + behind.length;
  const length = 5 + cursorHeader.length + cursorLength + rest.length;
  const bytes = Buffer.allocUnsafe(length);
  let position = bytes.writeInt32LE(length, 0);
  position += cursorHeader.copy(bytes, position);
  position = bytes.writeInt32LE(cursorLength, position);
  position += batchHeader.copy(bytes, position);
  position = bytes.writeInt32LE(batchLength, position);
  for (let index = 0; index < documents.length; index += 1) {
    position += indexHeader(index).copy(bytes, position);
    position += (documents[index] as Buffer).copy(bytes, position);
  }
  bytes[position] = 0;
  position += 1;
  position += behind.copy(bytes, position);
  bytes[position] = 0;
  position += 1;
  position += rest.copy(bytes, position);
  bytes[position] = 0;
  return bytes;
};
