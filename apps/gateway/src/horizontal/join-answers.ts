import { BadUserInput } from '@health-graph/errors';
import { isObject } from './ask-hospital.ts';
import { added, type JoinedField, type PageShape } from './compiled-fetch.ts';
import { type JsonObject, joinPages, type PageJoin, type ReadPage, readPage, sumOf } from './join-connection.ts';
import type { JoinedCursors, ListPlace, Place } from './joined-cursors.ts';

/** What one hospital gave of an entity, or of a root. */
export interface Contribution {
  /** The id of its endpoint. */
  readonly endpoint: string;
  readonly value: JsonObject;
  /** Something in its answer failed, for which nobody but itself can be blamed. */
  readonly isFaulty: boolean;
}

export interface FieldJoin {
  readonly field: JoinedField;
  readonly contributions: readonly Contribution[];
  /** Endpoints that were asked for this and did not answer. */
  readonly missing: readonly string[];
  /** One that was not even asked is missing. */
  readonly isLacking: boolean;
  /** Where the list goes on; absent: it begins. */
  readonly from: ListPlace | undefined;
  readonly list: () => string;
  readonly first: number;
  readonly cursors: JoinedCursors;
  /** Told of a hospital whose part cannot be used. */
  readonly onFault: (endpoint: string, failure: unknown) => void;
}

/** The values of all hospitals as one; undefined where none was asked for. */
export function joinField(join: FieldJoin): unknown {
  const { field, contributions } = join;
  const { rule, key } = field;
  const given = contributions.filter(({ value }) => value[key] !== undefined);
  if (given.length === 0 && !(field.page !== undefined && join.from !== undefined) && contributions.length > 0) return undefined;
  const values = given.map(({ value }) => value[key]);
  const isWhole = (rule.join === 'concat' || rule.join === 'sum') && rule.whole;
  if (isWhole && (join.isLacking || join.missing.length > 0 || values.length === 0 || values.includes(null))) return null;
  if (rule.join === 'sum') return sumOf(values);
  if (rule.join === 'newest') return newestOf(values);
  if (rule.join === 'owner') return values[0] ?? null;
  return field.page === undefined ? concatenated(values) : joinedPage(join, field.page);
}

function concatenated(values: readonly unknown[]): readonly unknown[] | null {
  const lists = values.filter(Array.isArray);
  return lists.length === 0 ? null : lists.flat();
}

/** A date may be known to the year only; what has none is older than everything. */
function newestOf(values: readonly unknown[]): JsonObject | null {
  const timeOf = (value: JsonObject): number => {
    const time = Date.parse(String(value[added.by]));
    return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
  };
  let newest: JsonObject | null = null;
  for (const value of values) if (isObject(value) && (newest === null || timeOf(value) > timeOf(newest))) newest = value;
  return newest;
}

function joinedPage(join: FieldJoin, shape: PageShape): JsonObject | null {
  const { contributions, from, missing, cursors, field, onFault } = join;
  const others = new Map<string, Place>(missing.map((endpoint) => [endpoint, 'missing']));
  const pages: ReadPage[] = [];
  for (const { endpoint, value: entity, isFaulty } of contributions) {
    const value = entity[field.key];
    // It was not asked for this part: it is at its end, or missing since an earlier page.
    if (value === undefined && from !== undefined) continue;
    if (!isObject(value)) {
      others.set(endpoint, isFaulty ? 'missing' : 'ended');
      continue;
    }
    const place = from?.places.get(endpoint);
    const after = typeof place === 'object' ? place.after : '';
    try {
      pages.push(readPage({ endpoint, after, value }, { shape, behind: from?.behind }));
    } catch (failure) {
      onFault(endpoint, failure);
      others.set(endpoint, 'missing');
    }
  }
  if (pages.length === 0 && from === undefined) return null;
  for (const [endpoint, place] of from?.places ?? []) {
    const isRead = others.has(endpoint) || pages.some((page) => page.endpoint === endpoint);
    if (!isRead) others.set(endpoint, place === 'missing' ? 'missing' : 'ended');
  }
  const page: PageJoin = { shape, first: join.first, behind: from?.behind, list: join.list(), others, cursors };
  return joinPages(pages, page);
}

/** Where a list goes on, as the client says; `BadUserInput` when it is no place in this list. */
export function placeGiven(cursor: unknown, list: string, cursors: JoinedCursors): ListPlace | BadUserInput | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  try {
    return cursors.placeOf(cursor, list);
  } catch (failure) {
    if (failure instanceof BadUserInput) return failure;
    throw failure;
  }
}
