import { encode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { firstBatch } from '../cursors/batch.ts';
import type { DocumentStream } from '../cursors/registry.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { findRecords, prepareSearch } from '../planner/execute.ts';
import { compilePipeline } from '../query/aggregate.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { nonNegative, optionalDocument, requiredArray } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { checkReadConcern, collationOf, openReading } from './reading.ts';

const pipelineOf = (call: CommandCall): Document[] =>
  requiredArray(call.body, 'pipeline', 'aggregate').map((stage) => {
    if (!isDocument(stage)) throw new CommandFailure('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (Object.keys(stage).length !== 1) {
      throw new CommandFailure(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    return stage;
  });

/** What the first stages of a pipeline ask of the collection, so that an index can answer it. */
interface Head {
  readonly filter: Document;
  readonly sort: Document | undefined;
  readonly rest: readonly Document[];
}

const splitHead = (pipeline: readonly Document[]): Head => {
  const matches: Document[] = [];
  let position = 0;
  while (pipeline[position]?.['$match'] !== undefined) {
    matches.push(pipeline[position]?.['$match'] as Document);
    position += 1;
  }
  const filter = matches.length === 0 ? {} : matches.length === 1 ? (matches[0] as Document) : { $and: matches };
  return { filter, sort: pipeline[position]?.['$sort'] as Document | undefined, rest: pipeline.slice(position) };
};

async function* documentsFor(call: CommandCall, collection: Collection, view: View, head: Head): AsyncGenerator<Document> {
  const { filter, sort } = head;
  const variables = optionalDocument(call.body, 'let', 'aggregate');
  const prepared = prepareSearch(collection, view, {
    filter,
    sort,
    hint: call.body['hint'],
    collation: collationOf(call.body, collection),
    variables,
  });
  let deadline = performance.now() + 8;
  for (const found of findRecords(view, collection, prepared)) {
    if (found !== undefined) yield found.document;
    if (performance.now() < deadline) continue;
    await new Promise((resolve) => setImmediate(resolve));
    deadline = performance.now() + 8;
  }
}

const streamOf = (documents: AsyncIterable<Document>, onClose: () => void): DocumentStream => {
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
      void iterator.return?.();
      onClose();
    },
  };
};

export const aggregate = async (call: CommandCall): Promise<CommandResult> => {
  const { body, server } = call;
  checkReadConcern(call);
  const name = typeof body['aggregate'] === 'string' ? body['aggregate'] : '$cmd.aggregate';
  const pipeline = pipelineOf(call);
  const cursor = optionalDocument(body, 'cursor', 'aggregate');
  if (cursor === undefined && body['explain'] === undefined) {
    throw new CommandFailure('FailedToParse', "The 'cursor' option is required, except for aggregate with the explain argument");
  }
  const collection = server.store.catalog.find(call.database, name);
  const head = splitHead(pipeline);
  const run = compilePipeline(head.rest, { collation: collationOf(body, collection), let: optionalDocument(body, 'let', 'aggregate') });
  const reading = openReading(call);
  try {
    const input = collection === undefined ? empty() : documentsFor(call, collection, reading.view, head);
    const stream = streamOf(run(input), () => reading.close());
    return await firstBatch(call, stream, { collection: name, batchSize: nonNegative(cursor ?? {}, 'batchSize', 'aggregate') });
  } catch (error) {
    reading.close();
    throw error;
  }
};

async function* empty(): AsyncGenerator<Document> {}
