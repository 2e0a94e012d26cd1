import { UnreadableFile } from '../refusal.ts';
import { advance, isSpace, startScan } from './scan-value.ts';

/** One JSON value as it was written, or, when it is larger than allowed, how it begins. */
export type Slice =
  | { readonly bytes: Buffer; readonly size: number }
  | { readonly bytes?: undefined; readonly size: number; readonly beginning: Buffer };

/** Of a value that is too large, this much is kept, to find its type and id. */
const beginningBytes = 64 * 1024;

/** Pulls from a byte stream what a JSON reader asks for; holds one chunk and the value being read. */
export interface ByteInput {
  /** The next byte that is no space, not taken; undefined at the end. */
  peek(): Promise<number | undefined>;
  /** The next byte that is no space must be one of `expected`. */
  take(...expected: readonly number[]): Promise<number>;
  /** The next value, whole if it is no larger than `maxBytes`. */
  value(maxBytes: number): Promise<Slice>;
}

export function byteInput(source: AsyncIterable<Uint8Array>): ByteInput {
  const chunks = source[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  let at = 0;
  let read = 0;

  const refill = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done) return false;
    read += chunk.length;
    chunk = next.value;
    at = read === 0 && startsWithMark(chunk) ? 3 : 0;
    return true;
  };
  const fill = async (): Promise<boolean> => {
    while (at >= chunk.length) if (!(await refill())) return false;
    return true;
  };
  const peek = async (): Promise<number | undefined> => {
    while (await fill()) {
      const next = chunk[at] ?? 0;
      if (!isSpace(next)) return next;
      at += 1;
    }
    return undefined;
  };
  const take = async (...expected: readonly number[]): Promise<number> => {
    const next = await peek();
    if (next === undefined) throw truncated();
    if (!expected.includes(next)) throw malformed(read + at);
    at += 1;
    return next;
  };
  const value = async (maxBytes: number): Promise<Slice> => {
    const first = await peek();
    if (first === undefined) throw truncated();
    const scan = startScan(first);
    const slice = growingSlice(maxBytes);
    do {
      const from = at;
      at = advance(scan, chunk, from);
      slice.append(chunk.subarray(from, at));
    } while (!scan.isDone && (await fill()));
    if (!scan.isDone) throw truncated();
    if (slice.size() === 0) throw malformed(read + at);
    return slice.take();
  };
  return { peek, take, value };
}

/** Collects up to `maxBytes`; beyond, only the beginning is kept. */
function growingSlice(maxBytes: number) {
  let parts: Uint8Array[] = [];
  let size = 0;
  let beginning: Buffer | undefined;
  return {
    size: () => size,
    append(part: Uint8Array): void {
      size += part.length;
      if (beginning !== undefined) return;
      parts.push(part);
      if (size <= maxBytes) return;
      beginning = Buffer.from(Buffer.concat(parts).subarray(0, beginningBytes));
      parts = [];
    },
    take: (): Slice => (beginning === undefined ? { bytes: Buffer.concat(parts), size } : { size, beginning }),
  };
}

/** A byte order mark, which some tools write before UTF-8. */
const startsWithMark = (chunk: Uint8Array): boolean => chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;

const truncated = () => new UnreadableFile({ code: 'TRUNCATED', reason: 'The file ends before its JSON does.' });
const malformed = (offset: number) => new UnreadableFile({ code: 'INVALID_JSON', reason: `The file is not JSON at byte ${offset}.` });
