import type { Endpoint } from '../endpoints.ts';
import type { SubgraphClient } from '../subgraph-client.ts';
import type { FetchSigner } from '../trust/gateway-trust.ts';
import { compareSchemas, type SchemaDrift } from './schema-drift.ts';
import type { SchemaMembers } from './schema-members.ts';

export interface DriftWatchOptions {
  readonly client: Pick<SubgraphClient, 'send'>;
  readonly endpoints: readonly Endpoint[];
  readonly composed: (subgraph: string) => SchemaMembers;
  /** Signs for nobody in particular; absent where nothing is signed. */
  readonly signer: (() => FetchSigner) | undefined;
  /** 0: never. */
  readonly everyMs: number;
  readonly onDrift: (endpoint: Endpoint, drift: SchemaDrift) => void;
}

const body = JSON.stringify({ query: '{_service{sdl}}' });

/**
 * Asks each endpoint for its schema from time to time, spread over that time and beside all requests. An endpoint that was deployed without being published is
 * told of before anybody's query fails; what cannot be asked or read is left for the next time.
 */
export function watchDrift({ client, endpoints, composed, signer, everyMs, onDrift }: DriftWatchOptions): { close(): void } {
  const timers = new Set<NodeJS.Timeout>();
  const compare = async (endpoint: Endpoint): Promise<void> => {
    const request = { subgraph: endpoint.subgraph, endpoint: endpoint.name, operationKind: 'query', body } as const;
    const answer = await client.send(request, { headers: {}, signer: signer?.() }, undefined);
    const { data } = answer as { readonly data?: { readonly _service?: { readonly sdl?: unknown } | null } | null };
    const sdl = data?._service?.sdl;
    if (typeof sdl === 'string') onDrift(endpoint, compareSchemas(composed(endpoint.subgraph), sdl));
  };
  const plan = (endpoint: Endpoint, delayMs: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void compare(endpoint)
        // Its circuit, its violations and the metrics know of a failure; a schema that cannot be read is refused where it is published.
        .catch(() => undefined)
        .finally(() => isWatching && plan(endpoint, everyMs));
    }, delayMs).unref();
    timers.add(timer);
  };
  let isWatching = everyMs > 0;
  if (isWatching)
    for (const [index, endpoint] of endpoints.entries()) plan(endpoint, (everyMs * (index + 1)) / (endpoints.length + 1) / 10);
  return {
    close: () => {
      isWatching = false;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
