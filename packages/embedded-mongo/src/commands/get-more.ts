import { Long } from 'bson';
import { toInteger } from '../bson/numbers.ts';
import { type Buffered, cursorReply, readBatch } from '../cursors/batch.ts';
import type { OpenCursor } from '../cursors/registry.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { nonNegative, requiredArray, requiredString } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';

const defaultAwaitMs = 1000;

const idOf = (value: unknown): bigint => {
  const id = value instanceof Long ? value.toBigInt() : toInteger(value);
  if (id === undefined) throw new CommandFailure('TypeMismatch', "BSON field 'getMore.getMore' is the wrong type, expected type 'long'");
  return id;
};

/** A tailing stream waits for something to come, as long as the client lets it. */
const awaitBatch = async (call: CommandCall, cursor: OpenCursor, size: number) => {
  const stream = cursor.stream as Buffered;
  const batch = await readBatch(stream, size);
  if (batch.documents.length > 0 || !stream.isTailing) return batch;
  const waitMs = nonNegative(call.body, 'maxTimeMS', 'getMore') ?? defaultAwaitMs;
  await stream.awaitData(waitMs);
  return readBatch(stream, size);
};

export const getMore = async (call: CommandCall): Promise<CommandResult> => {
  const { cursors } = call.server;
  const collection = requiredString(call.body, 'collection', 'getMore');
  const cursor = cursors.take(idOf(call.body['getMore']), call.database, collection);
  const size = nonNegative(call.body, 'batchSize', 'getMore') || cursor.batchSize || Number.POSITIVE_INFINITY;
  const stream = cursor.stream as Buffered;
  try {
    const { documents, isExhausted } = await awaitBatch(call, cursor, size);
    const isOver = isExhausted && !stream.isTailing;
    if (isOver) cursors.kill(cursor.id);
    return cursorReply(call, 'nextBatch', documents, isOver || !cursors.has(cursor.id) ? 0n : cursor.id, collection, stream.cursorFields());
  } catch (error) {
    cursors.kill(cursor.id);
    throw error;
  } finally {
    cursors.giveBack(cursor);
  }
};

export const killCursors = (call: CommandCall): CommandResult => {
  const ids = requiredArray(call.body, 'cursors', 'killCursors').map(idOf);
  const killed: Long[] = [];
  const missing: Long[] = [];
  for (const id of ids) (call.server.cursors.kill(id) ? killed : missing).push(Long.fromBigInt(id));
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] };
};
