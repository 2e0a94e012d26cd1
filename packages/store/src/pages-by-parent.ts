import type { PipelineStage } from 'mongoose';
import { both, type Filter, type Order, sortOf } from './keyset.ts';
import type { StoredDocument } from './stored-record.ts';

/** A document and the parent it was found for. */
export type ChildDocument = StoredDocument & { readonly parent: string };

/** The list of one parent. */
export interface ParentList {
  readonly parentId: string;
  /** Which of the parent's rows are read; lists that share the very same object are read together. */
  readonly rows: Filter;
  /** Where the parent is no patient: the only patient whose rows are read. */
  readonly patientId?: string | undefined;
}

export interface ChildrenRequest {
  readonly collection: string;
  readonly parentField: string;
  /** One for each parent. */
  readonly lists: readonly ParentList[];
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
  const { lists } = request;
  const found = new Map<string, ChildDocument[]>();
  if (lists.length === 0) return found;
  const stages = lists.length <= mostBranches ? branches(request) : windows(request);
  // One batch, so that a longer list does not fetch more of them; MongoDB itself cuts at 16 MB.
  const documents = await request.aggregate(stages, lists.length * request.limit + 1);
  const patientOf = new Map(lists.map(({ parentId, patientId }) => [parentId, patientId]));
  for (const document of documents) {
    const patientId = patientOf.get(document.parent);
    if (patientId !== undefined && document.patientId !== patientId) continue;
    const siblings = found.get(document.parent);
    if (siblings === undefined) found.set(document.parent, [document]);
    else siblings.push(document);
  }
  return found;
}

/** The list of the first parent, and behind it the lists of the others, each read through the index. */
function branches({ lists, parentField, filter, order, limit, apart, collection }: ChildrenRequest): PipelineStage[] {
  const [first = [], ...others] = lists.map(({ parentId, patientId, rows }) => [
    { $match: both(both({ [parentField]: parentId, ...(patientId === undefined ? {} : { patientId }) }, filter), rows) },
    { $sort: sortOf(order) },
    { $limit: limit },
    ...unset(apart),
    { $set: { parent: { $literal: parentId } } },
  ]);
  return [...first, ...others.map((pipeline) => ({ $unionWith: { coll: collection, pipeline } }))];
}

/** All children of all parents in one pass, the first `limit` of each kept. A child may have several of the parents. */
function windows({ lists, parentField, filter, order, limit, apart }: ChildrenRequest): PipelineStage[] {
  const field = `$${parentField}`;
  const parentIds = lists.map(({ parentId }) => parentId);
  const ofOnePatient = lists.some(({ patientId }) => patientId !== undefined);
  return [
    { $match: both(both({ [parentField]: { $in: parentIds } }, filter), rowsOfAll(parentField, lists)) },
    ...unset(apart),
    // Only a list of parents is compared with those asked for: once for each document, it would cost more than reading them.
    { $set: { parent: { $cond: [{ $isArray: field }, { $setIntersection: [field, { $literal: parentIds }] }, field] } } },
    { $unwind: '$parent' },
    {
      $group: {
        // A row of somebody else must not take the place of one that is shown.
        _id: ofOnePatient ? { parent: '$parent', patientId: '$patientId' } : '$parent',
        children: { $topN: { n: limit, sortBy: sortOf(order), output: '$$ROOT' } },
      },
    },
    { $unwind: '$children' },
    { $replaceRoot: { newRoot: '$children' } },
  ] as PipelineStage[];
}

/** Of each parent the rows that are read: parents with the same rows are named together. */
function rowsOfAll(parentField: string, lists: readonly ParentList[]): Filter {
  const alike = [...Map.groupBy(lists, ({ rows }) => rows)];
  if (alike.length === 1) return alike[0]?.[0] ?? {};
  const groups = alike.map(([rows, same]) => both({ [parentField]: { $in: same.map(({ parentId }) => parentId) } }, rows));
  return { $or: groups };
}

const unset = (paths: readonly string[]) => (paths.length === 0 ? [] : [{ $unset: [...paths] }]);
