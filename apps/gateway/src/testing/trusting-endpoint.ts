import {
  type CallerClaims,
  createPeerKeys,
  createTrustKeyRing,
  createTrustVerifier,
  type IncomingRequest,
  memoryReplayCache,
  type PublishedKeys,
} from '@health-graph/subgraph-kit';

/** A subgraph's end of gateway trust, for test servers that are made without the kit. */
export interface TrustingEndpoint {
  /** For its `GET /trust/keys`. */
  published(): PublishedKeys;
  /** Rejects whatever is wrong. */
  verify(request: IncomingRequest): Promise<CallerClaims>;
  /** The next key takes over. */
  rotate(): void;
}

/** @param gatewayKeys asked for when the first request comes: the endpoint starts before the gateway */
export function trustingEndpoint(name: string, gatewayKeys: () => Promise<PublishedKeys>): TrustingEndpoint {
  const keys = createTrustKeyRing();
  const gateway = createPeerKeys({ load: gatewayKeys, minimumIntervalMs: 0 });
  return {
    published: keys.published,
    rotate: keys.rotate,
    verify: createTrustVerifier({ endpoint: name, keys, gateway, replays: memoryReplayCache() }),
  };
}

/** The keys of a gateway whose URL is known by the time they are asked for. */
export const keysOfGateway = (url: () => string) => async (): Promise<PublishedKeys> =>
  (await fetch(new URL('/trust/keys', url()))).json() as Promise<PublishedKeys>;
