import { createHash } from 'node:crypto';
import { byte, isSpace } from './scan-value.ts';

/** SHA-256, hex, of a JSON text without the spaces between its parts: the same content, laid out otherwise, is the same. */
export function contentHash(json: Uint8Array): string {
  const compact = Buffer.allocUnsafe(json.length);
  let length = 0;
  let inString = false;
  let isEscaped = false;
  for (const next of json) {
    if (!inString && isSpace(next)) continue;
    compact[length] = next;
    length += 1;
    if (isEscaped) isEscaped = false;
    else if (inString && next === byte.backslash) isEscaped = true;
    else if (next === byte.quote) inString = !inString;
  }
  return createHash('sha256').update(compact.subarray(0, length)).digest('hex');
}
