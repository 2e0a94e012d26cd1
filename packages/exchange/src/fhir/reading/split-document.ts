import { UnreadableFile } from '../refusal.ts';
import { type ByteInput, byteInput, type Slice } from './byte-input.ts';
import { byte } from './scan-value.ts';

/** A member of the document's object, or one element of the member that is split. */
export interface Piece {
  readonly key: string;
  readonly slice: Slice;
  /** The element's place; undefined for a member that is not split. */
  readonly place?: number;
}

export interface SplitOptions {
  /** The member whose array is given element by element. */
  readonly split: string;
  /** Larger values come without their bytes. */
  readonly maxBytes: number;
}

const maxKeyBytes = 64 * 1024;

/**
 * Gives the members of one JSON object as they come by, never holding more than one of them. The pieces are slices of the source, letter for
 * letter; what is inside of them is not checked here.
 * @throws {UnreadableFile} at the place where the text stops being JSON, or ends
 */
export async function* splitDocument(source: AsyncIterable<Uint8Array>, { split, maxBytes }: SplitOptions): AsyncGenerator<Piece> {
  const input = byteInput(source);
  if ((await input.peek()) === undefined) throw new UnreadableFile({ code: 'INVALID_JSON', reason: 'The file is empty.' });
  if ((await input.peek()) === byte.openBracket) throw new UnreadableFile({ code: 'NOT_A_BUNDLE', reason: 'The file is a JSON array.' });
  await input.take(byte.openBrace);
  if ((await input.peek()) !== byte.closeBrace) {
    do {
      const key = await readKey(input);
      await input.take(byte.colon);
      if (key === split && (await input.peek()) === byte.openBracket) yield* elements(input, key, maxBytes);
      else yield { key, slice: await input.value(maxBytes) };
    } while ((await input.take(byte.comma, byte.closeBrace)) === byte.comma);
  } else await input.take(byte.closeBrace);
  if ((await input.peek()) !== undefined)
    throw new UnreadableFile({ code: 'INVALID_JSON', reason: 'The file goes on after its JSON object.' });
}

async function* elements(input: ByteInput, key: string, maxBytes: number): AsyncGenerator<Piece> {
  await input.take(byte.openBracket);
  if ((await input.peek()) === byte.closeBracket) {
    await input.take(byte.closeBracket);
    return;
  }
  let place = 0;
  do {
    yield { key, place, slice: await input.value(maxBytes) };
    place += 1;
  } while ((await input.take(byte.comma, byte.closeBracket)) === byte.comma);
}

async function readKey(input: ByteInput): Promise<string> {
  if ((await input.peek()) !== byte.quote) await input.take(byte.quote);
  const { bytes } = await input.value(maxKeyBytes);
  try {
    const key: unknown = JSON.parse(bytes?.toString('utf8') ?? '');
    if (typeof key === 'string') return key;
  } catch {
    // Told below: the only failure is that it is no JSON text.
  }
  throw new UnreadableFile({ code: 'INVALID_JSON', reason: 'The name of a member is not JSON.' });
}
