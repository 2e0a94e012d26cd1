import type { SchemaDrift } from '../drift/schema-drift.ts';
import { type Endpoint, endpointName, endpointsByName } from '../endpoints.ts';
import type { SubgraphClient } from '../subgraph-client.ts';
import type { EndpointStatus } from './endpoint-record.ts';
import { createWall, type Wall, type WallOptions } from './wall.ts';

/** Walls between endpoints: what one of them does costs its own part of an answer only. */
export interface Bulkheads {
  /**
   * The same client behind walls. What is known of an endpoint is kept from one version of the graph to the next: one that hangs must not be tried anew with
   * each.
   */
  before(client: SubgraphClient, endpoints: readonly Endpoint[]): SubgraphClient;
  /** In what the schema of an endpoint differs from the one that was composed; true when it is not what was known. */
  noteDrift(endpoint: Endpoint, drift: SchemaDrift): boolean;
  /** Of the endpoints that were given last. */
  status(): readonly EndpointStatus[];
}

export function createBulkheads(options: WallOptions): Bulkheads {
  let walls = new Map<string, Wall>();
  const keyOf = ({ name, url }: Endpoint): string => `${name} ${url}`;
  return {
    noteDrift: (endpoint, drift) => walls.get(keyOf(endpoint))?.noteDrift(drift) ?? false,
    before: (client, endpoints) => {
      walls = new Map(endpoints.map((endpoint) => [keyOf(endpoint), walls.get(keyOf(endpoint)) ?? createWall(endpoint, options)]));
      const sends = new Map(endpoints.map((endpoint) => [endpoint, walls.get(keyOf(endpoint))?.before(client)]));
      const byName = new Map([...endpointsByName(endpoints)].map(([name, endpoint]) => [name, sends.get(endpoint)]));
      return {
        close: () => client.close(),
        send: async (request, by, signal) => {
          const send = byName.get(endpointName(request));
          if (send === undefined) throw new Error('A fetch is for an endpoint that there is not.');
          return send(request, by, signal);
        },
      };
    },
    status: () => [...walls.values()].map((wall) => wall.status()),
  };
}
