import type { Document } from '../bson/document.ts';
import { encodeCursorReply } from '../bson/writer.ts';
import { type CommandCall, EncodedReply } from '../commands/command.ts';
import type { DocumentStream } from './registry.ts';

/** The first batch of a find without `batchSize`, as in MongoDB. */
export const defaultFirstBatch = 101;

export interface Batch {
  readonly documents: readonly Buffer[];
  readonly isExhausted: boolean;
}

/** A quarter of what MongoDB sends at once: the reply is in memory as a whole, and nobody waits for the other three. */
const maxReplyBytes = 4 * 1024 * 1024;

/** Streams work this long before other clients get their turn. */
const turnMs = 8;

const turnEnds = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Reads up to `size` documents, no more than fit into one reply. The document that did not fit is kept for the next
 * batch by `Buffered`, which every stream is wrapped in.
 */
export const readBatch = async (stream: Buffered, size: number): Promise<Batch> => {
  const documents: Buffer[] = [];
  let bytes = 0;
  let deadline = performance.now() + turnMs;
  while (documents.length < size) {
    const next = stream.next();
    const document = next instanceof Promise ? await next : next;
    if (document === undefined) return { documents, isExhausted: true };
    if (documents.length > 0 && bytes + document.length > maxReplyBytes) {
      stream.putBack(document);
      break;
    }
    bytes += document.length + 8;
    documents.push(document);
    if ((documents.length & 63) === 0 && performance.now() > deadline) {
      await turnEnds();
      deadline = performance.now() + turnMs;
    }
  }
  return { documents, isExhausted: false };
};

/** A stream that can be given a document back. */
export class Buffered implements DocumentStream {
  readonly #stream: DocumentStream;
  #returned: Buffer | undefined;

  constructor(stream: DocumentStream) {
    this.#stream = stream;
  }

  get isTailing(): boolean {
    return this.#stream.isTailing === true && this.#stream.isFinished !== true;
  }

  next(): Promise<Buffer | undefined> | Buffer | undefined {
    const document = this.#returned;
    if (document === undefined) return this.#stream.next();
    this.#returned = undefined;
    return document;
  }

  putBack(document: Buffer): void {
    this.#returned = document;
  }

  awaitData(maxMs: number): Promise<void> {
    return this.#stream.awaitData?.(maxMs) ?? Promise.resolve();
  }

  cursorFields(): Document | undefined {
    return this.#stream.cursorFields?.();
  }

  close(): void {
    this.#stream.close();
  }
}

export interface FirstBatchOptions {
  readonly collection: string;
  readonly batchSize: number | undefined;
  readonly singleBatch?: boolean;
  readonly noTimeout?: boolean;
  readonly maxTimeMs?: number | undefined;
  /** More fields for the cursor part of the reply. */
  readonly fields?: Document | undefined;
}

/** Answers with the first batch and keeps a cursor if there is more. */
export const firstBatch = async (call: CommandCall, source: DocumentStream, options: FirstBatchOptions): Promise<EncodedReply> => {
  const stream = new Buffered(source);
  let isKept = false;
  try {
    const { documents, isExhausted } = await readBatch(stream, options.batchSize ?? defaultFirstBatch);
    const mayHaveMore = stream.isTailing || (!isExhausted && options.singleBatch !== true);
    isKept = mayHaveMore && (stream.isTailing || (!isExhausted && (await hasMore(stream))));
    const id = isKept ? openCursor(call, stream, options) : 0n;
    return cursorReply(call, 'firstBatch', documents, id, options.collection, stream.cursorFields() ?? options.fields);
  } finally {
    if (!isKept) stream.close();
  }
};

/** Looks one document ahead, so that a client is not sent for an empty batch; not when it asked for none. */
const hasMore = async (stream: Buffered): Promise<boolean> => {
  const next = await stream.next();
  if (next !== undefined) stream.putBack(next);
  return next !== undefined;
};

const openCursor = (call: CommandCall, stream: Buffered, options: FirstBatchOptions): bigint =>
  call.server.cursors.add({
    database: call.database,
    collection: options.collection,
    stream,
    sessionId: call.session?.id,
    batchSize: options.batchSize,
    noTimeout: options.noTimeout === true,
    maxTimeMs: options.maxTimeMs,
  }).id;

export const cursorReply = (
  call: CommandCall,
  batchName: 'firstBatch' | 'nextBatch',
  documents: readonly Buffer[],
  id: bigint,
  collection: string,
  fields: Document | undefined,
): EncodedReply => {
  const cursor = { id, namespace: `${call.database}.${collection}`, fields };
  return new EncodedReply((trailer) => encodeCursorReply(batchName, documents, cursor, trailer));
};
