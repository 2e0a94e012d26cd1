import { SubgraphInvalidAnswer } from '@health-graph/errors';
import { added, type PageShape } from './compiled-fetch.ts';
import type { JoinedCursors, ListPlace, Place } from './joined-cursors.ts';

export type JsonObject = Record<string, unknown>;

/** A hospital's page of the list. */
export interface HospitalPage {
  readonly endpoint: string;
  /** Where it began. */
  readonly after: string;
  readonly value: JsonObject;
}

export interface PageJoin {
  readonly shape: PageShape;
  /** How many edges the page has at most. */
  readonly first: number;
  /** Where the page before it ended; absent: this is the first. */
  readonly behind: string | undefined;
  readonly list: string;
  /** Where the hospitals stand that gave no page: at their end, or missing. */
  readonly others: ReadonlyMap<string, Place>;
  readonly cursors: JoinedCursors;
}

/** One hospital's page, checked. */
export interface ReadPage extends HospitalPage {
  readonly lead: readonly JsonObject[];
  readonly positions: readonly string[];
  readonly hasMore: boolean;
  /** How many came to lie before the place that the list was left at. */
  readonly passed: number;
}

/** An edge of the joined page: whose, and which. */
interface Taken {
  readonly source: ReadPage;
  readonly index: number;
}

/**
 * One page out of one of each hospital, in the order that all of them have. It ends where a hospital's page ends that goes on: what comes next there may
 * stand before what the others have.
 */
export function joinPages(sources: readonly ReadPage[], join: PageJoin): JsonObject {
  const { shape, behind, list } = join;
  const order = mergedOrder(sources, join.first);
  const joined: JsonObject = { ...(sources[0]?.value ?? emptyPage(shape)) };
  const cursorAt = (place: number): string => join.cursors.of(list, placeBehind(order.slice(0, place + 1), sources, join));
  for (const { key, cursors } of shape.edges) {
    joined[key] = order.map(({ source, index }, place) => {
      const edge = (source.value[key] as JsonObject[])[index] as JsonObject;
      for (const name of cursors) if (name in edge) edge[name] = cursorAt(place);
      return edge;
    });
  }
  const hasMore = !areWorkedOff(order, sources);
  const last = order.length - 1;
  const info: Readonly<Record<string, () => unknown>> = {
    hasNextPage: () => hasMore,
    hasPreviousPage: () => behind !== undefined,
    startCursor: () => (last < 0 ? null : cursorAt(0)),
    // A page without edges may have passed some; what follows them is asked for with the next.
    endCursor: () => (last < 0 && !hasMore ? null : cursorAt(last)),
  };
  for (const { key, fields } of shape.infos) {
    const told = { ...(joined[key] as JsonObject | undefined) };
    for (const { key: member, name } of fields) if (member in told && info[name] !== undefined) told[member] = info[name]();
    joined[key] = told;
  }
  for (const key of shape.sums) if (key in joined) joined[key] = sumOf(sources.map(({ value }) => value[key]));
  return joined;
}

/** The sum of the numbers; null where there is none. */
export function sumOf(values: readonly unknown[]): number | null {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0);
}

/** What no hospital had to be asked for: all of them are at their end. */
function emptyPage({ typeName, infos, sums }: PageShape): JsonObject {
  const told = infos.map(({ key, fields }) => [
    key,
    Object.fromEntries(fields.map((member) => [member.key, member.name === '__typename' ? 'PageInfo' : null])),
  ]);
  return { __typename: typeName, ...Object.fromEntries(told), ...Object.fromEntries(sums.map((key) => [key, null])) };
}

/** @throws {SubgraphInvalidAnswer} when a page is not as it was asked for */
export function readPage(page: HospitalPage, { shape: { lead: key }, behind = '' }: Pick<PageJoin, 'shape' | 'behind'>): ReadPage {
  const lead = page.value[key];
  const hasMore = (page.value[added.info] as JsonObject | null | undefined)?.[added.more];
  if (!Array.isArray(lead) || typeof hasMore !== 'boolean') throw notAsAsked();
  const positions = lead.map((edge: JsonObject | null) => {
    const position = edge?.[added.position];
    if (typeof position !== 'string' || typeof edge?.[added.cursor] !== 'string') throw notAsAsked();
    return position;
  });
  const isInOrder =
    positions.every((position) => position[0] === '+' || position[0] === '-') &&
    positions.every((position, place) => place === 0 || !isBefore(position, positions[place - 1] ?? ''));
  if (!isInOrder) throw notAsAsked();
  const passed = behind === '' ? 0 : positions.filter((position) => !isBefore(behind, position)).length;
  // Without an edge there is no place to go on from.
  return { ...page, lead, positions, hasMore: hasMore && lead.length > 0, passed };
}

const notAsAsked = () => new SubgraphInvalidAnswer('A hospital answered with a page that cannot be joined.');

/** A place is written behind the direction of its list. */
function isBefore(one: string, other: string): boolean {
  if (one[0] !== other[0]) return one < other; // Of two lists that go in different ways none is right.
  return one.startsWith('-') ? one > other : one < other;
}

function mergedOrder(sources: readonly ReadPage[], first: number): readonly Taken[] {
  const order: Taken[] = [];
  const next = sources.map(({ passed }) => passed);
  while (order.length < first) {
    let best = -1;
    for (const [number, { positions, hasMore }] of sources.entries()) {
      const position = positions[next[number] ?? 0];
      if (position === undefined && hasMore) return order;
      if (position === undefined) continue;
      if (best < 0 || isBefore(position, sources[best]?.positions[next[best] ?? 0] ?? '')) best = number;
    }
    const source = sources[best];
    if (source === undefined) return order;
    order.push({ source, index: next[best] ?? 0 });
    next[best] = (next[best] ?? 0) + 1;
  }
  return order;
}

const countOf = (order: readonly Taken[], source: ReadPage): number =>
  source.passed + order.filter((taken) => taken.source === source).length;

const areWorkedOff = (order: readonly Taken[], sources: readonly ReadPage[]): boolean =>
  sources.every((source) => !source.hasMore && countOf(order, source) === source.lead.length);

/** Where every hospital stands behind these edges. */
function placeBehind(order: readonly Taken[], sources: readonly ReadPage[], { others, behind = '' }: PageJoin): ListPlace {
  const places = new Map<string, Place>(others);
  for (const source of sources) {
    const count = countOf(order, source);
    const isAtEnd = count === source.lead.length && !source.hasMore;
    const after = count === 0 ? source.after : String(source.lead[count - 1]?.[added.cursor]);
    places.set(source.endpoint, isAtEnd ? 'ended' : { after });
  }
  const last = order.at(-1);
  return { behind: last?.source.positions[last.index] ?? behind, places };
}
