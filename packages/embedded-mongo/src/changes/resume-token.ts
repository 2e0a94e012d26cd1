import type { Timestamp } from 'bson';
import { type Document, isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { timestampKey, timestampOfKey } from '../storage/clock.ts';

/** Where a change stream stands: behind everything up to `time`. */
export interface StreamPosition {
  readonly time: Timestamp;
  /** The stream ended there, because what it watched has gone. */
  readonly isInvalidated: boolean;
}

const mark = '82';

/** Clients keep tokens and give them back; what is in them is our business. */
export const tokenOf = ({ time, isInvalidated }: StreamPosition): Document => ({
  _data: `${mark}${timestampKey(time).toString('hex').toUpperCase()}${isInvalidated ? 'FF' : '00'}`,
});

export const parseToken = (token: unknown): StreamPosition => {
  const data = isDocument(token) ? token['_data'] : undefined;
  if (typeof data !== 'string' || !/^82[0-9A-F]{16}(00|FF)$/i.test(data)) {
    throw new CommandFailure('FailedToParse', 'Bad resume token: _data of missing or of wrong type');
  }
  return { time: timestampOfKey(Buffer.from(data.slice(2, 18), 'hex')), isInvalidated: /FF$/i.test(data) };
};
