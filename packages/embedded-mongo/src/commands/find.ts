import type { Document } from '../bson/document.ts';
import { type FirstBatchOptions, firstBatch } from '../cursors/batch.ts';
import type { DocumentStream } from '../cursors/registry.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { type PreparedSearch, prepareSearch } from '../planner/execute.ts';
import { compileMatch } from '../query/match.ts';
import { metadataOf } from '../query/metadata.ts';
import { compileProject } from '../query/project.ts';
import { compileSortKey } from '../query/sort.ts';
import { keyValueOf } from '../storage/index-keys.ts';
import { streamOf } from './aggregate.ts';
import { collectionName, flag, nonNegative, optionalDocument, optionalNumber } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { deadlineOf } from './deadline.ts';
import { FindStream } from './find-stream.ts';
import { CollectionAccess } from './pipeline-access.ts';
import { checkReadConcern, collationOf, openReading, snapshotFields } from './reading.ts';
import { findStages, runStages } from './views.ts';

const nothing: DocumentStream = { next: () => undefined, close: () => undefined };

interface Bounds {
  readonly limit: number;
  readonly batchSize: number | undefined;
  readonly singleBatch: boolean;
}

/** Old drivers ask for a single batch by a negative limit. */
const boundsOf = (body: Document): Bounds => {
  const limit = optionalNumber(body, 'limit', 'find') ?? 0;
  if (limit < 0) throw new CommandFailure(51024, `BSON field 'limit' value must be >= 0, actual value '${limit}'`);
  const batchSize = nonNegative(body, 'batchSize', 'find');
  return { limit, batchSize, singleBatch: flag(body['singleBatch']) };
};

/** `returnKey` answers with the index key instead of the document, `showRecordId` with the record's number beside it. */
const shapeOf = (
  body: Document,
  { plan }: PreparedSearch,
  project: ((document: Document) => Document) | undefined,
): ((document: Document) => Document) | undefined => {
  if (flag(body['returnKey'])) return plan.kind === 'index' ? (document) => keyValueOf(plan.index, document) : () => ({});
  if (!flag(body['showRecordId'])) return project;
  return (document) => ({ ...(project?.(document) ?? document), $recordId: metadataOf(document)?.['recordId'] });
};

const findInView = async (call: CommandCall, view: string, options: FirstBatchOptions): Promise<CommandResult> => {
  const access = new CollectionAccess(call);
  try {
    return await firstBatch(
      call,
      streamOf(runStages(call, view, findStages(call.body), access), () => access.close()),
      options,
    );
  } catch (error) {
    access.close();
    throw error;
  }
};

export const find = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const { body, server } = call;
  checkReadConcern(call);
  const bounds = boundsOf(body);
  const options = { collection: name, fields: snapshotFields(call), ...bounds, noTimeout: flag(body['noCursorTimeout']) };
  const collection = server.store.catalog.find(call.database, name);
  if (collection?.options['viewOn'] !== undefined) return findInView(call, name, options);
  const filter = optionalDocument(body, 'filter', 'find') ?? {};
  const projection = optionalDocument(body, 'projection', 'find');
  const sort = optionalDocument(body, 'sort', 'find');
  const collation = collationOf(body, collection);
  const order =
    sort === undefined || Object.keys(sort).length === 0 || '$natural' in sort ? undefined : compileSortKey(sort, collation?.compare);
  const variables = optionalDocument(body, 'let', 'find');
  const project =
    projection === undefined || Object.keys(projection).length === 0
      ? undefined
      : compileProject(projection, { filter, collation: collation?.spec, let: variables });
  if (collection === undefined) {
    compileMatch(filter, { collation, let: variables });
    return firstBatch(call, nothing, options);
  }
  const reading = openReading(call);
  try {
    const skip = nonNegative(body, 'skip', 'find') ?? 0;
    const limit = bounds.limit === 0 ? undefined : bounds.limit + skip;
    const prepared = prepareSearch(collection, reading.view, {
      filter,
      sort,
      hint: body['hint'],
      collation,
      variables,
      limit,
      min: body['min'] as Document | undefined,
      max: body['max'] as Document | undefined,
    });
    const stream = new FindStream(reading.view, collection, prepared, {
      skip,
      limit: bounds.limit,
      project: shapeOf(body, prepared, project),
      order: prepared.isSorted ? undefined : order,
      showsRecordId: flag(body['showRecordId']),
      sortBytes: server.limits.sortBytes,
      mayUseDisk: body['allowDiskUse'] === undefined || flag(body['allowDiskUse']),
      spillFolder: server.store.spillFolder,
      onClose: () => reading.close(),
      checkTime: deadlineOf(call),
    });
    return await firstBatch(call, stream, options);
  } catch (error) {
    reading.close();
    throw error;
  }
};
