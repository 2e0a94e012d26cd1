import type { HorizontalShare } from '@health-graph/composition';
import { BadUserInput, Forbidden } from '@health-graph/errors';
import type { CompiledFetch, GivenValue, JoinedField } from './compiled-fetch.ts';
import { type Hospital, type Hospitals, ownerOf, prefixOf } from './hospitals.ts';
import type { RequestLocator } from './record-locator.ts';

/** A hospital that is asked, and what may be said of it: `unnamed` stands in where nobody holds anything, `hidden` must leave no trace. */
export interface Route {
  readonly hospital: Hospital;
  readonly naming: 'named' | 'unnamed' | 'hidden';
}

/** Who is asked for something. */
export interface Routes {
  readonly asked: readonly Route[];
  /** Somebody holds something, and we do not know where that is. */
  readonly isLacking: boolean;
}

export type Variables = Readonly<Record<string, unknown>>;

export interface Representation {
  readonly __typename: string;
  readonly id: string;
}

export interface Routing {
  readonly share: HorizontalShare;
  readonly hospitals: Hospitals;
  readonly locator: RequestLocator;
  /** Where the caller works, if anywhere. */
  readonly facilityId: string | undefined;
}

export const givenTo = (given: GivenValue | undefined, variables: Variables): unknown =>
  given === undefined ? undefined : 'variable' in given ? variables[given.variable] : given.literal;

/** Who is asked for an entity; nobody where its id names a hospital that there is not. */
export async function routesOfEntity({ __typename: type, id }: Representation, compiled: CompiledFetch, routing: Routing): Promise<Routes> {
  const { share, hospitals } = routing;
  if (share.owned.has(type)) return ownerRoute(id, hospitals);
  if (type === 'Patient') return routesOfPatient(id, compiled.joined.get(type) ?? [], routing);
  if (type === 'Facility') {
    const owner = hospitals.byFacility.get(id);
    return only(owner === undefined ? standIn(routing) : { hospital: owner, naming: 'named' });
  }
  return { asked: hospitals.all.map((hospital) => ({ hospital, naming: 'named' })), isLacking: false };
}

/** @throws {BadUserInput} when an argument is no id of this graph */
export async function routesOfRoot(root: JoinedField, variables: Variables, routing: Routing): Promise<Routes> {
  const argument = (name: string): unknown => givenTo(root.arguments.get(name), variables);
  if (root.rule.join === 'owner') return ownerRoute(argument('id'), routing.hospitals);
  const patientId = argument('patientId');
  if (typeof patientId !== 'string') throw new BadUserInput('The id is not one of this graph.', { argument: 'patientId' });
  return routesOfPatient(patientId, [root], routing);
}

/**
 * A mutation goes to the hospital whose records it names, or, where it names none, to the caller's own.
 * @throws {BadUserInput} when it names records of several, or of one that there is not
 * @throws {Forbidden} when nobody can say whose it would be
 */
export function routeOfMutation(roots: readonly JoinedField[], variables: Variables, { hospitals, facilityId }: Routing): Route {
  const prefixes = new Set(roots.flatMap((root) => [...root.arguments.values()].flatMap((given) => prefixesIn(givenTo(given, variables)))));
  const [prefix, ...others] = prefixes;
  if (others.length > 0) throw new BadUserInput('A mutation names records of one hospital only.', { argument: 'input' });
  const hospital = prefix === undefined ? hospitals.byFacility.get(facilityId ?? '') : hospitals.byId.get(prefix);
  if (hospital !== undefined) return { hospital, naming: 'named' };
  if (prefix !== undefined) throw new BadUserInput('The id is not one of this graph.', { argument: 'input' });
  throw new Forbidden('Who works at none of these hospitals writes nothing there.');
}

function prefixesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[a-z0-9-]{1,40}\.[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(value) ? [prefixOf(value) ?? ''] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(prefixesIn) : [];
}

function ownerRoute(id: unknown, hospitals: Hospitals): Routes {
  const hospital = ownerOf(id, hospitals);
  return hospital === undefined ? { asked: [], isLacking: false } : only({ hospital, naming: 'named' });
}

const only = (route: Route): Routes => ({ asked: [route], isLacking: false });

/** Where the caller may see nothing is asked only for what would be wrong without it. */
async function routesOfPatient(id: string, fields: readonly JoinedField[], routing: Routing): Promise<Routes> {
  const { hospitals, locator } = routing;
  const isWhole = fields.some(({ rule }) => (rule.join === 'concat' || rule.join === 'sum') && rule.whole);
  const asked: Route[] = [];
  let isLacking = false;
  for (const { endpoint, isKnown } of await locator.of(id)) {
    const hospital = hospitals.byId.get(endpoint);
    if (!isKnown && !isWhole) continue;
    if (hospital === undefined) isLacking = true;
    else asked.push({ hospital, naming: isKnown ? 'named' : 'hidden' });
  }
  return { asked: asked.length === 0 ? [standIn(routing)] : asked, isLacking };
}

/** Somebody has to decide whether the caller may ask, and to write down that it was asked: the same as for a patient without records. */
function standIn({ hospitals, facilityId }: Routing): Route {
  const hospital = hospitals.byFacility.get(facilityId ?? '') ?? hospitals.all[0];
  if (hospital === undefined) throw new Error('A subgraph that several hospitals serve has none.');
  return { hospital, naming: 'unnamed' };
}
