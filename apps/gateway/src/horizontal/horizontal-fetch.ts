import { BadUserInput, Forbidden, HealthGraphError, SubgraphInvalidAnswer } from '@health-graph/errors';
import type { SubgraphRequest } from '@health-graph/plan-executor';
import { askHospital, type HospitalAnswer, type HospitalError, isObject, type Send } from './ask-hospital.ts';
import { checkedEntities, checkIds } from './check-answer.ts';
import type { CompiledFetch, JoinedField } from './compiled-fetch.ts';
import { cutsIn } from './cut-fields.ts';
import { placeGiven } from './join-answers.ts';
import type { JsonObject } from './join-connection.ts';
import { type JoinedAnswer, joinItems } from './join-items.ts';
import { type JoinedCursors, type ListPlace, listIdentity } from './joined-cursors.ts';
import {
  givenTo,
  type Representation,
  type Route,
  type Routes,
  type Routing,
  routeOfMutation,
  routesOfEntity,
  routesOfRoot,
  type Variables,
} from './routes.ts';
import type { Sources } from './sources.ts';

/** What one request brings along. */
export interface HorizontalRequest extends Routing {
  readonly compile: (query: string) => CompiledFetch;
  readonly cursors: JoinedCursors;
  readonly sources: Sources;
  readonly send: Send;
  readonly signal: AbortSignal | undefined;
  readonly deadlineMs: number;
  /** Written down: an endpoint answered with what it may not. */
  readonly violated: (endpoint: string, violation: 'key' | 'shape') => void;
}

/** What is asked for one thing: an entity, or everything at the root. */
export interface Item {
  /** Absent: the root. */
  readonly representation: Representation | undefined;
  readonly fields: readonly JoinedField[];
  readonly routes: readonly Route[];
  readonly isLacking: boolean;
  /** Who is asked for each field that not everybody is asked for. */
  readonly only: ReadonlyMap<JoinedField, ReadonlySet<string>>;
  readonly places: ReadonlyMap<JoinedField, ListPlace | BadUserInput>;
  /** Why it is not asked for at all. */
  readonly refusal?: unknown;
}

/** The answer of one hospital, and which items it is about. */
export interface Asked {
  readonly route: Route;
  readonly items: readonly number[];
  readonly answer: HospitalAnswer;
  /** For each of `items`. */
  readonly values: readonly (JsonObject | null)[];
}

/** One fetch to a horizontal subgraph: whoever holds something is asked, and the answers are one. */
export async function fetchHorizontally(
  { body, operationKind, expects }: SubgraphRequest,
  request: HorizontalRequest,
): Promise<JoinedAnswer> {
  const { query, variables = {} } = JSON.parse(body) as { readonly query: string; readonly variables?: Variables };
  try {
    return await fetchText({ query, variables, kind: operationKind, expects }, request);
  } catch (failure) {
    if (!(failure instanceof BadUserInput || failure instanceof Forbidden)) request.sources.tellPartial();
    throw failure;
  } finally {
    // Not before: an answer in parts must not call whole what is still being asked for.
    request.sources.touch();
  }
}

interface Fetch {
  readonly query: string;
  readonly variables: Variables;
  readonly kind: SubgraphRequest['operationKind'];
  readonly expects: SubgraphRequest['expects'];
}

async function fetchText({ query, variables, kind, expects }: Fetch, request: HorizontalRequest): Promise<JoinedAnswer> {
  const compiled = request.compile(query);
  const items = await itemsOf(compiled, variables, request);
  const asked = await askAll({ compiled, variables, kind, items, expects }, request);
  const joined = joinItems({ compiled, variables, items, asked }, request);
  return compiled.hasCuts ? withCuts(joined, compiled, variables, request) : joined;
}

async function itemsOf(compiled: CompiledFetch, variables: Variables, request: HorizontalRequest): Promise<readonly Item[]> {
  if (compiled.kind === 'entities') {
    const representations = variables['representations'] as readonly Representation[];
    return Promise.all(
      representations.map(async (representation): Promise<Item> => {
        const fields = compiled.joined.get(representation.__typename) ?? [];
        const nobody = { asked: [], isLacking: false };
        // Routes that nobody knows fail the fetch; an id that is none is a record that there is not.
        const routes = await routesOfEntity(representation, compiled, request).catch((failure: unknown) => {
          if (failure instanceof BadUserInput) return nobody;
          throw failure;
        });
        return itemOf({ representation, fields, routes, only: new Map() }, variables, request);
      }),
    );
  }
  if (compiled.kind === 'mutation') {
    const route = routeOfMutation(compiled.roots, variables, request);
    return [
      itemOf(
        { representation: undefined, fields: compiled.roots, routes: { asked: [route], isLacking: false }, only: new Map() },
        variables,
        request,
      ),
    ];
  }
  return [await rootItem(compiled, variables, request)];
}

async function rootItem(compiled: CompiledFetch, variables: Variables, request: HorizontalRequest): Promise<Item> {
  const places = new Map<JoinedField, BadUserInput>();
  const only = new Map<JoinedField, ReadonlySet<string>>();
  const all = new Map<string, Route>();
  let isLacking = false;
  for (const root of compiled.roots) {
    const routes = await routesOfRoot(root, variables, request).catch((failure: unknown) => {
      if (!(failure instanceof BadUserInput)) throw failure;
      places.set(root, failure);
      return { asked: [], isLacking: false };
    });
    isLacking ||= routes.isLacking;
    only.set(root, new Set(routes.asked.map(({ hospital }) => hospital.id)));
    for (const route of routes.asked) all.set(route.hospital.id, route);
  }
  const item = itemOf(
    { representation: undefined, fields: compiled.roots, routes: { asked: [...all.values()], isLacking }, only },
    variables,
    request,
  );
  return { ...item, places: new Map([...item.places, ...places]) };
}

interface ItemSource {
  readonly representation: Representation | undefined;
  readonly fields: readonly JoinedField[];
  readonly routes: Routes;
  readonly only: ReadonlyMap<JoinedField, ReadonlySet<string>>;
}

/** Hospitals that are at the end of a list, or out of it, are not asked for more of it. */
function itemOf({ representation, fields, routes, only: given }: ItemSource, variables: Variables, request: HorizontalRequest): Item {
  const places = new Map<JoinedField, ListPlace | BadUserInput>();
  const only = new Map(given);
  for (const field of fields) {
    if (field.page?.after === undefined) continue;
    const place = placeGiven(givenTo(field.page.after.given, variables), listOf(field, representation, variables), request.cursors);
    if (place === undefined) continue;
    places.set(field, place);
    const goingOn =
      place instanceof BadUserInput ? [] : [...place.places].filter(([, at]) => typeof at === 'object').map(([endpoint]) => endpoint);
    only.set(field, new Set(goingOn));
    if (!(place instanceof BadUserInput)) tellLeftOut(place, routes, request.sources);
  }
  return { representation, fields, routes: routes.asked, isLacking: routes.isLacking, only, places };
}

function tellLeftOut({ places }: ListPlace, { asked }: Routes, sources: Sources): void {
  for (const [endpoint, place] of places) {
    if (place !== 'missing') continue;
    const route = asked.find(({ hospital }) => hospital.id === endpoint);
    if (route?.naming === 'named') sources.tell(route.hospital, 'LEFT_OUT');
    else sources.tellPartial();
  }
}

/** Which list it is: of whom, and narrowed by what. */
export function listOf(field: JoinedField, representation: Representation | undefined, variables: Variables): string {
  const narrowing = [...field.arguments]
    .filter(([name]) => name !== 'first' && name !== 'after')
    .map(([name, given]) => [name, givenTo(given, variables) ?? null]);
  return listIdentity([field.coordinate, representation?.id ?? null, narrowing.filter(([, value]) => value !== null).sort()]);
}

interface Asking extends Omit<Fetch, 'query'> {
  readonly compiled: CompiledFetch;
  readonly items: readonly Item[];
}

async function askAll(asking: Asking, request: HorizontalRequest): Promise<readonly Asked[]> {
  const byHospital = new Map<string, { readonly route: Route; readonly items: number[] }>();
  for (const [number, item] of asking.items.entries()) {
    for (const route of item.routes) {
      if (!isAskedFor(item, route)) continue;
      const known = byHospital.get(route.hospital.id);
      if (known === undefined) byHospital.set(route.hospital.id, { route, items: [number] });
      else known.items.push(number);
    }
  }
  const shared = memberTexts(asking.variables);
  return Promise.all(
    [...byHospital.values()].map(async ({ route, items }) => {
      const body = bodyFor(asking, shared, route, items);
      const answer = await askHospital(
        { hospital: route.hospital, kind: asking.kind, body, expects: asking.expects?.part(items) },
        request,
      );
      return checked({ route, items, answer }, asking, request);
    }),
  );
}

/** A thing of which every field is joined is not asked for where none of them goes on. */
const isAskedFor = ({ fields, only }: Item, { hospital }: Route): boolean =>
  fields.length === 0 || fields.some((field) => only.get(field)?.has(hospital.id) ?? true);

/** The variables that all hospitals are given. */
const memberTexts = (variables: Variables): string =>
  Object.entries(variables)
    .filter(([name, value]) => name !== 'representations' && value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',');

function bodyFor({ compiled, items }: Asking, shared: string, { hospital }: Route, numbers: readonly number[]): string {
  const members = shared === '' ? [] : [shared];
  if (compiled.kind === 'entities')
    members.push(`"representations":${JSON.stringify(numbers.map((number) => items[number]?.representation))}`);
  for (const field of [...compiled.roots, ...[...compiled.joined.values()].flat()])
    if (field.flag !== undefined) members.push(...ofField(field, items, numbers, hospital.id));
  return `${compiled.head}${members.join(',')}}}`;
}

function ofField(field: JoinedField, items: readonly Item[], numbers: readonly number[], endpoint: string): readonly string[] {
  const having = numbers.map((number) => items[number]).filter((item) => item?.fields.includes(field));
  const isOn = having.some((item) => item?.only.get(field)?.has(endpoint) ?? true);
  const texts = [`${JSON.stringify(field.flag)}:${isOn}`];
  const { after } = field.page ?? {};
  if (after === undefined) return texts;
  const places = having.map((item) => item?.places.get(field));
  const place = places.find((given) => given !== undefined && !(given instanceof BadUserInput) && given.places.has(endpoint));
  const own = place instanceof BadUserInput ? undefined : place?.places.get(endpoint);
  const cursor = typeof own === 'object' && own.after !== '' ? own.after : null;
  return [...texts, `${JSON.stringify(after.variable)}:${JSON.stringify(cursor)}`];
}

/** What a hospital says counts only as a whole: whose answer is wrong somewhere is not believed anywhere. */
function checked(
  { route, items: numbers, answer }: Omit<Asked, 'values'>,
  { compiled, items }: Asking,
  { violated }: HorizontalRequest,
): Asked {
  const nothing = { route, items: numbers, answer, values: numbers.map(() => null) };
  if (answer.failure !== undefined) return nothing;
  try {
    if (compiled.kind !== 'entities') return { ...nothing, values: [checkedRoot(answer.data, compiled, route)] };
    const asked = numbers.map((number) => items[number]?.representation).filter((one) => one !== undefined);
    return { ...nothing, values: checkedEntities(answer.data, asked, compiled.shapes, route.hospital) };
  } catch (failure) {
    if (!(failure instanceof SubgraphInvalidAnswer)) throw failure;
    violated(route.hospital.name, 'key');
    return { ...nothing, answer: { failure } as const };
  }
}

function checkedRoot(data: JsonObject, { roots, shapes }: CompiledFetch, { hospital }: Route): JsonObject {
  for (const { key } of roots) checkIds(data[key], shapes.get(key), `${hospital.id}.`);
  return data;
}

/** What was cut out below records of one hospital, asked of whoever holds something. */
async function withCuts(
  joined: JoinedAnswer,
  compiled: CompiledFetch,
  variables: Variables,
  request: HorizontalRequest,
): Promise<JoinedAnswer> {
  const errors: HospitalError[] = [...joined.errors];
  await Promise.all(
    [...cutsIn(joined.data, compiled)].map(async ([query, places]) => {
      const byId = [...Map.groupBy(places, ({ id }) => id)];
      const [first] = places;
      if (first === undefined) return;
      const representations = byId.map(([id]) => ({ __typename: first.type, id }));
      const part = { query, variables: { ...variables, representations }, kind: 'query', expects: undefined } as const;
      const answer = await fetchText(part, request).catch((failure: unknown) => {
        request.sources.tellPartial();
        return failed(failure);
      });
      const entities = (answer.data['_entities'] ?? []) as readonly (JsonObject | null)[];
      for (const [index, [, same]] of byId.entries()) {
        const entity = entities[index];
        for (const [count, { object }] of same.entries())
          if (isObject(entity)) Object.assign(object, count === 0 ? entity : structuredClone(entity));
        const about = answer.errors.filter(({ path }) => path?.[0] !== '_entities' || path[1] === index);
        for (const error of about) errors.push(...same.map(({ path }) => ({ ...error, path: [...path, ...(error.path ?? []).slice(2)] })));
      }
    }),
  );
  return { ...joined, errors };
}

function failed(failure: unknown): JoinedAnswer {
  if (!(failure instanceof HealthGraphError)) throw failure;
  const { message, details, code } = failure;
  return { data: {}, errors: [{ message, extensions: { ...details, code } }] };
}
