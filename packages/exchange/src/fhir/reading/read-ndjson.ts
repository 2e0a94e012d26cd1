import { type BundleEntry, parseResource, tooLarge } from './bundle-entry.ts';
import { maxResourceBytes } from './limits.ts';

const newline = 0x0a;

/** Reads one resource a line (FHIR bulk data), in flat memory. Empty lines are left out. */
export async function* readNdjson(source: AsyncIterable<Uint8Array>): AsyncGenerator<BundleEntry> {
  let ordinal = 0;
  for await (const { bytes, size } of linesOf(source)) {
    if (size > maxResourceBytes) yield { ordinal, refusal: tooLarge(size) };
    else if (bytes.toString('latin1').trim() === '') continue;
    else yield parseResource(bytes, { ordinal });
    ordinal += 1;
  }
}

/** Lines as bytes; of one that is too long only its size is kept. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ readonly bytes: Buffer; readonly size: number }> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const append = (part: Uint8Array) => {
    size += part.length;
    if (size > maxResourceBytes) parts = [];
    else parts.push(part);
  };
  const take = () => {
    const line = { bytes: Buffer.concat(parts), size };
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      append(chunk.subarray(start, end));
      start = end + 1;
      yield take();
    }
    append(chunk.subarray(start));
  }
  if (size > 0) yield take();
}
