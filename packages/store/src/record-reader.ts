import type { RecordDefinition } from '@health-graph/records';
import type { Model, PipelineStage } from 'mongoose';
import { translated } from './failures.ts';
import { type Filter, type Order, sortOf } from './keyset.ts';
import { documentsByParent, type ParentList } from './pages-by-parent.ts';
import type { StoredDocument } from './stored-record.ts';

/** Reads the documents of one collection, each call with one command; who may see them is decided by whoever asks. */
export interface RecordReader {
  byIds(ids: readonly string[]): Promise<StoredDocument[]>;
  find(filter: Filter, order: Order, limit: number): Promise<StoredDocument[]>;
  /** The first `limit` of each list, by its parent. */
  ofParents(lists: readonly ParentList[], request: ListsRequest): Promise<ReadonlyMap<string, readonly StoredDocument[]>>;
}

export interface ListsRequest {
  readonly parentField: string;
  readonly filter: Filter;
  readonly order: Order;
  readonly limit: number;
}

export function recordReader(model: Model<StoredDocument>, { apart = [], collection }: RecordDefinition): RecordReader {
  const withoutApart = Object.fromEntries(apart.map((path) => [path, 0 as const]));
  const find = (filter: Filter, order: Order, limit: number) =>
    translated(() =>
      model
        .find(filter, withoutApart)
        .sort(sortOf(order))
        .limit(limit)
        .batchSize(limit + 1)
        .lean<StoredDocument[]>()
        .exec(),
    );
  const aggregate = (stages: PipelineStage[], batchSize: number) =>
    translated(() => model.aggregate<StoredDocument & { parent: string }>(stages).option({ batchSize }).exec());
  return {
    find,
    byIds: (ids) =>
      translated(() =>
        model
          .find({ _id: { $in: [...new Set(ids)] } }, withoutApart)
          .batchSize(ids.length + 1)
          .lean<StoredDocument[]>()
          .exec(),
      ),
    ofParents: (lists, request) => documentsByParent({ ...request, lists, collection, apart, aggregate }),
  };
}
