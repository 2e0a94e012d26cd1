import { PayloadTooLarge } from '@health-graph/errors';

/** A line of a stream; a line longer than allowed is passed over and comes without its text. */
export type Line = { readonly text: string; readonly bytes: number } | { readonly tooLong: PayloadTooLarge };

const newline = 0x0a;

/** Cuts a byte stream into lines. At most one line and one chunk are held at a time. Empty lines are left out. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncGenerator<Line> {
  const line = new GrowingLine(maxLineBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      line.append(chunk.subarray(start, end));
      start = end + 1;
      const complete = line.take();
      if (complete !== undefined) yield complete;
    }
    line.append(chunk.subarray(start));
  }
  const last = line.take();
  if (last !== undefined) yield last;
}

/** The pieces of the line being read. */
class GrowingLine {
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  append(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#maxBytes) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  take(): Line | undefined {
    const bytes = this.#bytes;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    if (bytes > this.#maxBytes) {
      return { tooLong: new PayloadTooLarge('The line is longer than allowed.', { argument: 'line', limit: this.#maxBytes }) };
    }
    const text = Buffer.concat(pieces, bytes).toString('utf8').trim();
    return text === '' ? undefined : { text, bytes };
  }
}
