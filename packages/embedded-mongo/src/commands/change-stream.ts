import { decode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import type { EventOptions, EventSource } from '../changes/change-event.ts';
import { ChangeStream, startPosition, type Watched } from '../changes/change-stream.ts';
import { firstBatch } from '../cursors/batch.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { compilePipeline } from '../query/aggregate.ts';
import { idIndexOf } from '../storage/collection.ts';
import { encodeValue } from '../storage/key-encoding.ts';
import { decodeRecordId, recordKey, uniqueEntryKey } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import { flag } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { CollectionAccess } from './pipeline-access.ts';
import { pipelineContext } from './views.ts';

const allowedStages = new Set([
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$changeStreamSplitLargeEvent',
]);

const choice = <T extends string>(spec: Document, name: string, allowed: readonly T[]): T => {
  const value = spec[name] ?? allowed[0];
  if (!allowed.includes(value as T)) {
    throw new CommandFailure('BadValue', `Enumeration value '${String(value)}' for field '$changeStream.${name}' is not a valid value.`);
  }
  return value as T;
};

const eventOptions = (spec: Document): EventOptions => ({
  fullDocument: choice(spec, 'fullDocument', ['default', 'updateLookup', 'whenAvailable', 'required']),
  fullDocumentBeforeChange: choice(spec, 'fullDocumentBeforeChange', ['off', 'whenAvailable', 'required']),
  showExpandedEvents: flag(spec['showExpandedEvents']),
});

const eventSource = (store: Store): EventSource => ({
  currentDocument: (entry) => {
    const collection = store.catalog.find(entry['database'] as string, entry['collection'] as string);
    if (collection === undefined) return null;
    const view = store.newest();
    const key = encodeValue((entry['after'] as Document)['_id']);
    const recordId = view.get('indexes', uniqueEntryKey(idIndexOf(collection).id, key));
    const bytes = recordId && view.get('records', recordKey(collection.id, decodeRecordId(recordId)));
    return bytes === undefined ? null : decode(bytes);
  },
  keepsImages: (entry) => {
    const collection = store.catalog.find(entry['database'] as string, entry['collection'] as string);
    const images = collection?.options['changeStreamPreAndPostImages'];
    return isDocument(images) && images['enabled'] === true;
  },
});

const watchedBy = (call: CommandCall, collection: string, spec: Document): Watched => {
  if (flag(spec['allChangesForCluster'])) {
    if (call.database !== 'admin')
      throw new CommandFailure(
        'InvalidOptions',
        "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database, and with no collection name",
      );
    return { database: undefined, collection: undefined };
  }
  return { database: call.database, collection: collection === '$cmd.aggregate' ? undefined : collection };
};

const shaper = (
  call: CommandCall,
  collection: string,
  stages: readonly Document[],
): ((event: Document) => Promise<readonly Document[]>) => {
  for (const stage of stages) {
    const name = Object.keys(stage)[0] as string;
    if (!allowedStages.has(name)) throw new CommandFailure('IllegalOperation', `${name} is not permitted in a $changeStream pipeline`);
  }
  const effective = stages.filter((stage) => !('$changeStreamSplitLargeEvent' in stage));
  if (effective.length === 0) return (event) => Promise.resolve([event]);
  const context = { ...pipelineContext(call, collection, new CollectionAccess(call)), isCollectionless: false };
  const run = compilePipeline(effective, context);
  return async (event) => {
    const shaped: Document[] = [];
    for await (const document of run(only(event))) shaped.push(document);
    return shaped;
  };
};

async function* only(event: Document): AsyncGenerator<Document> {
  yield event;
}

/** A pipeline that begins with `$changeStream`: a cursor that follows the log of changes. */
export const openChangeStream = (
  call: CommandCall,
  collection: string,
  pipeline: readonly Document[],
  batchSize: number | undefined,
): Promise<CommandResult> => {
  const spec = pipeline[0]?.['$changeStream'];
  if (!isDocument(spec)) throw new CommandFailure(50808, 'the $changeStream stage specification must be an object');
  if (call.transaction !== undefined)
    throw new CommandFailure('OperationNotSupportedInTransaction', '$changeStream cannot be used in a transaction');
  const { store } = call.server;
  const stream = new ChangeStream({
    store,
    watched: watchedBy(call, collection, spec),
    events: eventOptions(spec),
    source: eventSource(store),
    start: startPosition(store, spec),
    shape: shaper(call, collection, pipeline.slice(1)),
  });
  return firstBatch(call, stream, { collection, batchSize });
};
