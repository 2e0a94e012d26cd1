import { Timestamp } from 'bson';
import { decode, encode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import type { DocumentStream } from '../cursors/registry.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { timestampKey, timestampOfKey } from '../storage/clock.ts';
import { trimmedTo } from '../storage/oplog.ts';
import type { Store } from '../storage/store.ts';
import { changeEvent, type EventOptions, type EventSource, isShown } from './change-event.ts';
import { parseToken, type StreamPosition, tokenOf } from './resume-token.ts';

/** What is watched: a collection, a database, or everything. */
export interface Watched {
  readonly database: string | undefined;
  readonly collection: string | undefined;
}

export interface ChangeStreamOptions {
  readonly store: Store;
  readonly watched: Watched;
  readonly events: EventOptions;
  readonly source: EventSource;
  readonly start: StreamPosition;
  /** The client's own stages, run on each event. */
  readonly shape: (event: Document) => Promise<readonly Document[]>;
}

/** Log entries read at a time. */
const readAhead = 200;
const endOfLog = Buffer.from([0xff]);

const isInternal = (database: unknown): boolean => database === 'admin' || database === 'local' || database === 'config';

/** Whether the watched thing is gone with this change, so that the stream ends. */
const invalidates = (entry: Document, { database, collection }: Watched): boolean => {
  const { operation } = entry;
  if (collection !== undefined) return operation === 'drop' || operation === 'rename';
  return database !== undefined && operation === 'dropDatabase';
};

/** Follows the log of changes from a position on. It holds no snapshot: what it has not read yet is in the log. */
export class ChangeStream implements DocumentStream {
  readonly isTailing = true;
  readonly #options: ChangeStreamOptions;
  #position: StreamPosition;
  #ready: { readonly document: Buffer; readonly position: StreamPosition }[] = [];
  #isOver = false;
  #onClose: (() => void) | undefined;

  constructor(options: ChangeStreamOptions) {
    this.#options = options;
    this.#position = options.start;
  }

  get isFinished(): boolean {
    return this.#isOver && this.#ready.length === 0;
  }

  async next(): Promise<Buffer | undefined> {
    while (this.#ready.length === 0 && !this.#isOver && (await this.#read()));
    const next = this.#ready.shift();
    if (next === undefined) return undefined;
    this.#position = next.position;
    return next.document;
  }

  /** Turns some more of the log into events; false when its end is reached. */
  async #read(): Promise<boolean> {
    const entries: { readonly time: Timestamp; readonly bytes: Buffer }[] = [];
    const { store } = this.#options;
    this.#checkHistory();
    const start = Buffer.concat([timestampKey(this.#position.time), Buffer.from([0])]);
    for (const { key, value } of store.newest().entries('oplog', { start, end: endOfLog })) {
      entries.push({ time: timestampOfKey(key), bytes: value });
      if (entries.length >= readAhead) break;
    }
    for (const { time, bytes } of entries) {
      await this.#take(decode(bytes), time);
      if (this.#isOver) break;
    }
    return entries.length > 0;
  }

  async #take(entry: Document, time: Timestamp): Promise<void> {
    const { watched, events, source } = this.#options;
    const position = { time, isInvalidated: false };
    if (this.#concerns(entry, watched) && isShown(entry, events)) {
      await this.#emit(changeEvent(entry, time, events, source), position);
      if (invalidates(entry, watched)) await this.#invalidate(entry, time);
    }
    if (this.#ready.length === 0) this.#position = position;
  }

  #concerns(entry: Document, { database, collection }: Watched): boolean {
    if (database === undefined) return !isInternal(entry['database']);
    if (entry['database'] !== database) return false;
    return collection === undefined || entry['collection'] === collection;
  }

  async #emit(event: Document, position: StreamPosition): Promise<void> {
    for (const shaped of await this.#options.shape(event)) {
      if (!isDocument(shaped['_id']) || shaped['_id']['_data'] === undefined) throw tokenRemoved();
      this.#ready.push({ document: encode(shaped), position });
    }
  }

  async #invalidate(entry: Document, time: Timestamp): Promise<void> {
    const position = { time, isInvalidated: true };
    const event = { _id: tokenOf(position), operationType: 'invalidate', clusterTime: time, wallTime: entry['wall'] };
    await this.#emit(event, position);
    this.#isOver = true;
  }

  #checkHistory(): void {
    const lost = trimmedTo(this.#options.store.newest());
    if (lost?.greaterThan(this.#position.time)) {
      throw new CommandFailure(
        'ChangeStreamHistoryLost',
        'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
        {
          errorLabels: ['NonResumableChangeStreamError'],
        },
      );
    }
  }

  cursorFields(): Document {
    return { postBatchResumeToken: tokenOf(this.#position) };
  }

  /** Resolves at the next commit, or when the time is over. */
  awaitData(maxMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop();
        this.#onClose = undefined;
        resolve();
      };
      const timer = setTimeout(done, maxMs);
      const stop = this.#options.store.onCommit(done);
      this.#onClose = done;
    });
  }

  close(): void {
    this.#isOver = true;
    this.#ready = [];
    this.#onClose?.();
  }
}

const tokenRemoved = (): CommandFailure =>
  new CommandFailure(
    'ChangeStreamFatalError',
    'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point.',
    {
      errorLabels: ['NonResumableChangeStreamError'],
    },
  );

const timeBefore = (time: Timestamp): Timestamp => Timestamp.fromBits(time.low - 1, time.low === 0 ? time.high - 1 : time.high);

/** Where a stream begins: behind a token, at a time, or now. */
export const startPosition = (store: Store, spec: Document): StreamPosition => {
  const { resumeAfter, startAfter, startAtOperationTime } = spec;
  if ([resumeAfter, startAfter, startAtOperationTime].filter((given) => given !== undefined).length > 1) {
    throw new CommandFailure(40674, 'Only one type of resume option is allowed, but multiple were found.');
  }
  if (startAtOperationTime !== undefined) {
    // The stream begins with what happened at that time: the position is just before it.
    return { time: timeBefore(startAtOperationTime as Timestamp), isInvalidated: false };
  }
  if (resumeAfter === undefined && startAfter === undefined) return { time: store.clock.last, isInvalidated: false };
  const position = parseToken(resumeAfter ?? startAfter);
  if (resumeAfter !== undefined && position.isInvalidated) {
    throw new CommandFailure(
      'InvalidOptions',
      "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
    );
  }
  return { time: position.time, isInvalidated: false };
};
