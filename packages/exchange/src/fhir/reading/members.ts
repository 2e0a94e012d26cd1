import { advance, byte, isSpace, startScan } from './scan-value.ts';

/**
 * The members of one JSON object, each as the slice it was written as. Stops where the text ends, so that the beginning of a larger object
 * gives its first members. Undefined when the bytes are no object.
 */
export function membersOf(bytes: Buffer): Map<string, Buffer> | undefined {
  const members = new Map<string, Buffer>();
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== byte.openBrace) return undefined;
  at = skipSpace(bytes, at + 1);
  while (bytes[at] === byte.quote) {
    const key = valueAt(bytes, at);
    at = skipSpace(bytes, at + key.length);
    if (bytes[at] !== byte.colon) break;
    at = skipSpace(bytes, at + 1);
    const value = valueAt(bytes, at);
    members.set(textOf(key) ?? '', value);
    at = skipSpace(bytes, at + value.length);
    if (bytes[at] !== byte.comma) break;
    at = skipSpace(bytes, at + 1);
  }
  return members;
}

/** The JSON text in `bytes`; undefined for anything else. */
export function textOf(bytes: Buffer | undefined): string | undefined {
  if (bytes?.[0] !== byte.quote) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function valueAt(bytes: Buffer, at: number): Buffer {
  const first = bytes[at];
  return first === undefined ? bytes.subarray(at) : bytes.subarray(at, advance(startScan(first), bytes, at));
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}
