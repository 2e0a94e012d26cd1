import { InvalidConfiguration } from '@health-graph/errors';
import type { SubgraphRequest } from '@health-graph/plan-executor';

/** What fetches are sent to. A subgraph has one, or one for each hospital that serves its share of it. */
export interface Endpoint {
  readonly subgraph: string;
  /** Within its subgraph: `h01`; the subgraph's own name where it has only one. */
  readonly id: string;
  /** One name in trust, metrics and logs: `patients`, or `encounters.h01`. */
  readonly name: string;
  readonly url: string;
}

/** One URL, or those of several endpoints by id. */
export type SubgraphUrls = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** A question to one endpoint. */
export interface EndpointRequest extends SubgraphRequest {
  /** The `name` of an endpoint. Absent: the only one of the subgraph. */
  readonly endpoint?: string;
}

/** How the endpoint of a request is called. */
export const endpointName = ({ endpoint, subgraph }: EndpointRequest): string => endpoint ?? subgraph;

/** Endpoints by name, and by subgraph where there is no other. */
export function endpointsByName(endpoints: readonly Endpoint[]): ReadonlyMap<string, Endpoint> {
  const bySubgraph = [...Map.groupBy(endpoints, ({ subgraph }) => subgraph)];
  const only = bySubgraph.flatMap(([subgraph, [first, ...others]]) =>
    first !== undefined && others.length === 0 ? [[subgraph, first] as const] : [],
  );
  return new Map([...only, ...endpoints.map((endpoint) => [endpoint.name, endpoint] as const)]);
}

/** URLs by name, as trust wants them. */
export const urlsOf = (endpoints: readonly Endpoint[]): ReadonlyMap<string, string> =>
  new Map(endpoints.map(({ name, url }) => [name, url]));

/** Every URL that settings name, with the path of its setting. */
export function urlSettings(urls: SubgraphUrls): readonly (readonly [setting: string, url: string])[] {
  return Object.entries(urls).flatMap(([name, given]) =>
    typeof given === 'string'
      ? [[`subgraphUrls.${name}`, given] as const]
      : Object.entries(given).map(([id, url]) => [`subgraphUrls.${name}.${id}`, url] as const),
  );
}

/** Ids are part of record ids, of names in logs and of trust headers. */
export const isEndpointId = (id: string): boolean => /^[a-z0-9][a-z0-9-]{0,31}$/.test(id);

export function endpointsOf(subgraph: string, urls: string | Readonly<Record<string, string>>): readonly Endpoint[] {
  if (typeof urls === 'string') return [{ subgraph, id: subgraph, name: subgraph, url: urls }];
  return Object.entries(urls).map(([id, url]) => ({ subgraph, id, name: `${subgraph}.${id}`, url }));
}

/** @throws {InvalidConfiguration} when a subgraph is called as an endpoint of another */
export function refuseSameNames(endpoints: readonly Endpoint[]): void {
  const names = new Set<string>();
  for (const { name } of endpoints) {
    if (names.has(name)) throw new InvalidConfiguration('Two endpoints would have one name.', { setting: `subgraphUrls.${name}` });
    names.add(name);
  }
}
