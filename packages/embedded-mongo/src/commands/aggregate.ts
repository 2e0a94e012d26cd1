import { encode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { firstBatch } from '../cursors/batch.ts';
import type { DocumentStream } from '../cursors/registry.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { flag, nonNegative, optionalDocument, requiredArray } from './arguments.ts';
import { openChangeStream } from './change-stream.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { explainCommand } from './explain.ts';
import { CollectionAccess } from './pipeline-access.ts';
import { checkReadConcern, snapshotFields } from './reading.ts';
import { runStages } from './views.ts';

const pipelineOf = (call: CommandCall): Document[] =>
  requiredArray(call.body, 'pipeline', 'aggregate').map((stage) => {
    if (!isDocument(stage)) throw new CommandFailure('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (Object.keys(stage).length !== 1) {
      throw new CommandFailure(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    return stage;
  });

/** A pipeline's documents as a cursor reads them. */
export const streamOf = (documents: AsyncIterable<Document>, onClose: () => void): DocumentStream => {
  const iterator = documents[Symbol.asyncIterator]();
  let isClosed = false;
  return {
    next: async () => {
      const next = await iterator.next();
      return next.done ? undefined : encode(next.value);
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      void Promise.resolve(iterator.return?.()).finally(onClose);
    },
  };
};

const batchSizeOf = (call: CommandCall): number | undefined => {
  const cursor = optionalDocument(call.body, 'cursor', 'aggregate');
  if (cursor === undefined) {
    throw new CommandFailure('FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument");
  }
  return nonNegative(cursor, 'batchSize', 'aggregate');
};

export const aggregate = async (call: CommandCall): Promise<CommandResult> => {
  const { body } = call;
  checkReadConcern(call);
  const collection = typeof body['aggregate'] === 'string' ? body['aggregate'] : '$cmd.aggregate';
  const pipeline = pipelineOf(call);
  if (flag(body['explain'])) return explainCommand(call, body, 'queryPlanner');
  const batchSize = batchSizeOf(call);
  if (pipeline[0]?.['$changeStream'] !== undefined) return openChangeStream(call, collection, pipeline, batchSize);
  const access = new CollectionAccess(call);
  try {
    const stream = streamOf(runStages(call, collection, pipeline, access), () => access.close());
    return await firstBatch(call, stream, { collection, batchSize, fields: snapshotFields(call) });
  } catch (error) {
    access.close();
    throw error;
  }
};
