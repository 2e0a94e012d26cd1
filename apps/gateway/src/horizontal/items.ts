import { BadUserInput } from '@health-graph/errors';
import type { CompiledFetch, JoinedField } from './compiled-fetch.ts';
import type { HorizontalRequest } from './horizontal-request.ts';
import { placeGiven } from './join-answers.ts';
import { type ListPlace, listIdentity } from './joined-cursors.ts';
import {
  givenTo,
  type Representation,
  type Route,
  type Routes,
  routeOfMutation,
  routesOfEntity,
  routesOfRoot,
  type Variables,
} from './routes.ts';
import type { Sources } from './sources.ts';

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

/** What a fetch asks for, and whom each is asked of. */
export async function itemsOf(compiled: CompiledFetch, variables: Variables, request: HorizontalRequest): Promise<readonly Item[]> {
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
