import { encode } from './codec.ts';
import type { Document } from './document.ts';

const elementHeader = (type: number, name: string): Buffer => {
  const header = Buffer.allocUnsafe(name.length + 2);
  header[0] = type;
  header.write(name, 1, 'latin1');
  header[name.length + 1] = 0;
  return header;
};

const indexHeaders: Buffer[] = [];
const indexHeader = (index: number): Buffer => {
  let header = indexHeaders[index];
  if (header === undefined) {
    header = elementHeader(3, String(index));
    if (index < 4096) indexHeaders[index] = header;
  }
  return header;
};

/** Joins elements (each with its header) to a document. */
const wrap = (parts: Buffer[]): Buffer[] => {
  let size = 5;
  for (const part of parts) size += part.length;
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeInt32LE(size, 0);
  return [prefix, ...parts, Buffer.from([0])];
};

/**
 * A reply with documents that are already BSON: `{ cursor: { <batchName>: documents, ...cursor }, ...rest }`.
 * Stored documents go to the client byte for byte, without being read.
 */
export const encodeCursorReply = (batchName: string, documents: readonly Buffer[], cursor: Document, rest: Document): Buffer => {
  const elements: Buffer[] = [];
  for (let index = 0; index < documents.length; index += 1) {
    elements.push(indexHeader(index), documents[index] as Buffer);
  }
  const batch = [elementHeader(4, batchName), ...wrap(elements)];
  const cursorFields = encode(cursor);
  const cursorElement = [elementHeader(3, 'cursor'), ...wrap([...batch, cursorFields.subarray(4, -1)])];
  const restFields = encode(rest);
  return Buffer.concat(wrap([...cursorElement, restFields.subarray(4, -1)]));
};
