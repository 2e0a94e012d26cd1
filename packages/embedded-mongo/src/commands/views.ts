import type { Document } from '../bson/document.ts';
import { runPipeline } from '../query/aggregate.ts';
import type { PipelineContext } from '../query/stages/stage.ts';
import type { CommandCall } from './command.ts';
import { CollectionAccess } from './pipeline-access.ts';
import { collationOf } from './reading.ts';

/** What a pipeline needs to know of the command it belongs to. */
export const pipelineContext = (call: CommandCall, collection: string, access: CollectionAccess): PipelineContext => {
  const { body, server } = call;
  return {
    namespace: { database: call.database, collection },
    access,
    now: new Date(server.store.now()),
    collation: collationOf(body, server.store.catalog.find(call.database, collection)),
    variables: body['let'] as Document | undefined,
    allowDiskUse: body['allowDiskUse'] !== false,
    spillFolder: server.store.spillFolder,
    isCollectionless: collection === '$cmd.aggregate',
  };
};

/** The documents of a collection or view run through stages. */
export const runStages = (
  call: CommandCall,
  collection: string,
  stages: readonly Document[],
  access: CollectionAccess,
): AsyncIterable<Document> => runPipeline(stages, pipelineContext(call, collection, access));

export const viewDocuments = async (call: CommandCall, view: string, stages: readonly Document[]): Promise<readonly Document[]> => {
  const access = new CollectionAccess(call);
  const documents: Document[] = [];
  try {
    for await (const document of runStages(call, view, stages, access)) documents.push(document);
  } finally {
    access.close();
  }
  return documents;
};

const isGiven = (value: unknown): value is Document => value !== undefined && value !== null && Object.keys(value as Document).length > 0;

/** A find on a view is a pipeline behind the view's own. */
export const findStages = (body: Document): Document[] => {
  const { filter, sort, skip, limit, projection } = body;
  return [
    ...(isGiven(filter) ? [{ $match: filter }] : []),
    ...(isGiven(sort) ? [{ $sort: sort }] : []),
    ...(Number(skip ?? 0) > 0 ? [{ $skip: skip }] : []),
    ...(Number(limit ?? 0) > 0 ? [{ $limit: limit }] : []),
    ...(isGiven(projection) ? [{ $project: projection }] : []),
  ];
};
