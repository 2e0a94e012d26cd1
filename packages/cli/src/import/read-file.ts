import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type BundleEntry, type BundleHead, readBundle, readNdjson, UnreadableFile } from '@health-graph/exchange';
import type { ImportFile } from './find-files.ts';

const chunkBytes = 256 * 1024;

/**
 * The entries of a file, plain or gzip, as they come by. Returns the bundle's head; undefined for NDJSON.
 * @throws {UnreadableFile}
 */
export async function* readEntries(file: ImportFile): AsyncGenerator<BundleEntry, BundleHead | undefined> {
  const bytes = bytesOf(file.path);
  if (file.format === 'bundle') return yield* readBundle(bytes);
  yield* readNdjson(bytes);
  return undefined;
}

/** The content of a file; gzip is known by its first bytes, not by its name. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: chunkBytes });
  try {
    yield* (await isGzip(path)) ? gunzipped(stream) : stream;
  } catch (failure) {
    throw unreadable(failure as NodeJS.ErrnoException);
  } finally {
    stream.destroy();
  }
}

async function isGzip(path: string): Promise<boolean> {
  for await (const bytes of createReadStream(path, { end: 1 }) as AsyncIterable<Buffer>) return bytes[0] === 0x1f && bytes[1] === 0x8b;
  return false;
}

function gunzipped(stream: Readable): AsyncIterable<Uint8Array> {
  // The failure reaches whoever reads the result.
  return pipeline(stream, createGunzip({ chunkSize: chunkBytes }), () => {});
}

function unreadable(failure: NodeJS.ErrnoException): unknown {
  if (failure instanceof UnreadableFile) return failure;
  if (failure.code === 'Z_BUF_ERROR')
    return new UnreadableFile({ code: 'TRUNCATED', reason: 'The gzip file ends too early.' }, { cause: failure });
  if (failure.code?.startsWith('Z_')) {
    return new UnreadableFile({ code: 'UNREADABLE_FILE', reason: 'The gzip data is damaged.' }, { cause: failure });
  }
  if (failure.syscall === undefined) return failure;
  return new UnreadableFile({ code: 'UNREADABLE_FILE', reason: `The file cannot be read (${failure.code}).` }, { cause: failure });
}
