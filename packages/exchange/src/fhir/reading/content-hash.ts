import { createHash } from 'node:crypto';
import { byte, isSpace } from './scan-value.ts';

/** One room for all texts, because a new one for each would be the most of an import's garbage; large texts get their own. */
const room = Buffer.allocUnsafeSlow(256 * 1024);

/** SHA-256, hex, of a JSON text without the spaces between its parts: the same content, laid out otherwise, is the same. */
export function contentHash(json: string): string {
  const size = Buffer.byteLength(json);
  const bytes = size <= room.length ? room : Buffer.allocUnsafeSlow(size);
  bytes.write(json, 'utf8');
  return createHash('sha256')
    .update(bytes.subarray(0, compact(bytes, size)))
    .digest('hex');
}

/** Moves what counts to the front and gives its length. */
function compact(bytes: Buffer, size: number): number {
  let length = 0;
  let inString = false;
  let isEscaped = false;
  for (let at = 0; at < size; at += 1) {
    const next = bytes[at] ?? 0;
    if (!inString && isSpace(next)) continue;
    bytes[length] = next;
    length += 1;
    if (isEscaped) isEscaped = false;
    else if (inString && next === byte.backslash) isEscaped = true;
    else if (next === byte.quote) inString = !inString;
  }
  return length;
}
