import { BadUserInput } from '@health-graph/errors';
import type { RecordDefinition } from '@health-graph/records';
import type { PipelineStage } from 'mongoose';
import type { Cursors, Position } from './cursor.ts';
import { translated } from './failures.ts';
import { beyond, both, type Filter, type Order, sortOf } from './keyset.ts';
import { type Page, pageOf } from './page.ts';
import type { CollectionView, PageRequest } from './record-collection.ts';
import type { StoredDocument, StoredRecord } from './stored-record.ts';

export interface TieredPageRequest extends PageRequest {
  /** Filters that exclude each other: what fits the first comes before what fits the second, and so on. */
  readonly tiers: readonly Filter[];
  /** The order within a tier; ends in `_id`. */
  readonly order: Order;
}

/** A collection that is read whole, or as a caller may see it: then `rows` says what. */
export interface TieredCollection<Definition extends RecordDefinition> extends CollectionView<Definition> {
  rows?(): Promise<Filter>;
}

/**
 * One page of a list that ranks: the exact spelling of a name before its other spellings. One command, each tier read through its index.
 * @throws {Forbidden} when the caller could never see a row
 */
export async function pageInTiers<Definition extends RecordDefinition>(
  collection: TieredCollection<Definition>,
  { tiers, filter = {}, order, first, after }: TieredPageRequest,
): Promise<Page<StoredRecord<Definition>>> {
  const ranked: Order = [['tier', 1], ...order];
  const { cursors } = collection;
  const reached = after === undefined ? undefined : reachedIn(ranked, cursors, after, tiers.length);
  const seen = both(filter, (await collection.rows?.()) ?? {});
  const lists = tiers.flatMap((tier, number) => {
    if (reached !== undefined && number < reached.tier) return [];
    const rest = number === reached?.tier ? beyond(order, reached.position) : {};
    return [tierStages({ filter: both(both(seen, tier), rest), order, limit: first + 1, number })];
  });
  const documents = await translated(() =>
    collection.model
      .aggregate<StoredDocument>(unionOf(collection.definition.collection, lists, ranked, first + 1))
      .option({ batchSize: first + 2 })
      .exec(),
  );
  return pageOf(documents, { first, after, order: ranked, cursors, toNode: (document) => collection.toRecord(document) });
}

function reachedIn(
  ranked: Order,
  cursors: Cursors,
  after: string,
  tierCount: number,
): { readonly tier: number; readonly position: Position } {
  const [tier, ...position] = cursors.positionOf(
    after,
    ranked.map(([path]) => path),
  );
  if (typeof tier === 'number' && Number.isInteger(tier) && tier >= 0 && tier < tierCount) return { tier, position };
  throw new BadUserInput('The cursor is not one of this list.', { argument: 'after' });
}

interface Tier {
  readonly filter: Filter;
  readonly order: Order;
  readonly limit: number;
  readonly number: number;
}

const tierStages = ({ filter, order, limit, number }: Tier) => [
  { $match: filter },
  { $sort: sortOf(order) },
  { $limit: limit },
  { $set: { tier: number } },
];

function unionOf(coll: string, [list = [], ...others]: readonly PipelineStage[][], ranked: Order, limit: number): PipelineStage[] {
  const unions = others.map((pipeline) => ({ $unionWith: { coll, pipeline } })) as PipelineStage[];
  return [...list, ...unions, { $sort: sortOf(ranked) }, { $limit: limit }];
}
