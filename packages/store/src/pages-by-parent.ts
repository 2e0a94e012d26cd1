import type { PipelineStage } from 'mongoose';
import { both, type Filter, type Order, sortOf } from './keyset.ts';
import type { StoredDocument } from './stored-record.ts';

/** A document and the parent it was found for. */
export type ChildDocument = StoredDocument & { readonly parent: string };

export interface ChildrenRequest {
  readonly collection: string;
  readonly parentField: string;
  readonly parentIds: readonly string[];
  readonly filter: Filter;
  readonly order: Order;
  /** Documents for each parent at most. */
  readonly limit: number;
  /** Paths that are left out of what is read. */
  readonly apart: readonly string[];
  readonly aggregate: (stages: PipelineStage[], batchSize: number) => Promise<ChildDocument[]>;
}

/**
 * Up to here each parent gets a branch of its own, which enters the index at the parent and stops after `limit`: what is read does not grow
 * with what the parents have. MongoDB takes 1,000 stages; beyond a few hundred branches planning them costs more than reading a little more.
 */
const mostBranches = 200;

/** The first `limit` documents of each parent, with one command. */
export async function documentsByParent(request: ChildrenRequest): Promise<Map<string, ChildDocument[]>> {
  const parentIds = [...new Set(request.parentIds)];
  const found = new Map<string, ChildDocument[]>();
  if (parentIds.length === 0) return found;
  const stages = parentIds.length <= mostBranches ? branches(request, parentIds) : windows(request, parentIds);
  // One batch, so that a longer list does not fetch more of them; MongoDB itself cuts at 16 MB.
  const documents = await request.aggregate(stages, parentIds.length * request.limit + 1);
  for (const document of documents) {
    const siblings = found.get(document.parent);
    if (siblings === undefined) found.set(document.parent, [document]);
    else siblings.push(document);
  }
  return found;
}

/** The list of the first parent, and behind it the lists of the others, each read through the index. */
function branches(request: ChildrenRequest, [first = '', ...others]: readonly string[]): PipelineStage[] {
  const list = (parentId: string) => [
    { $match: both({ [request.parentField]: parentId }, request.filter) },
    { $sort: sortOf(request.order) },
    { $limit: request.limit },
    ...unset(request.apart),
    { $set: { parent: { $literal: parentId } } },
  ];
  return [...list(first), ...others.map((parentId) => ({ $unionWith: { coll: request.collection, pipeline: list(parentId) } }))];
}

/** All children of all parents in one pass, the first `limit` of each kept. A child may have several of the parents. */
function windows(request: ChildrenRequest, parentIds: readonly string[]): PipelineStage[] {
  const field = `$${request.parentField}`;
  const order = sortOf(request.order);
  return [
    { $match: both({ [request.parentField]: { $in: parentIds } }, request.filter) },
    ...unset(request.apart),
    // Only a list of parents is compared with those asked for: once for each document, it would cost more than reading them.
    { $set: { parent: { $cond: [{ $isArray: field }, { $setIntersection: [field, { $literal: parentIds }] }, field] } } },
    { $unwind: '$parent' },
    { $group: { _id: '$parent', children: { $topN: { n: request.limit, sortBy: order, output: '$$ROOT' } } } },
    { $unwind: '$children' },
    { $replaceRoot: { newRoot: '$children' } },
  ] as PipelineStage[];
}

const unset = (paths: readonly string[]) => (paths.length === 0 ? [] : [{ $unset: [...paths] }]);
