import type { CallerClaims } from './caller-claims.ts';
import type { PublishedKeys } from './key-pair.ts';
import { createTrustKeyRing, type TrustKeyRing } from './key-ring.ts';
import { createPeerKeys } from './peer-keys.ts';
import { memoryReplayCache, type ReplayCache } from './replay-cache.ts';
import { createTrustVerifier, type IncomingRequest } from './verifier.ts';

/** Whose fetches an endpoint takes. */
export interface EndpointTrustConfig {
  /** The gateway's keys: its `/trust/keys`, over TLS or on this machine. See `publishedKeysAt`. */
  readonly gatewayKeys: () => Promise<PublishedKeys>;
  /** How often this endpoint's own key changes. Default one hour; a gateway learns of a key one change before it is used. */
  readonly rotateEveryMs?: number;
  /** Replicas of an endpoint share one. Default: this process's own. */
  readonly replays?: ReplayCache;
}

/** An endpoint's own keys, and its judgement of requests. */
export interface EndpointTrust {
  verify(request: IncomingRequest): Promise<CallerClaims>;
  published(): PublishedKeys;
  close(): void;
}

/** Where a gateway and an endpoint publish their keys. */
export const trustKeysPath = '/trust/keys';

const hourMs = 3_600_000;

export function createEndpointTrust(
  endpoint: string,
  config: EndpointTrustConfig,
  { now, keys = createTrustKeyRing() }: { readonly now: () => number; readonly keys?: TrustKeyRing | undefined },
): EndpointTrust {
  const { gatewayKeys, rotateEveryMs = hourMs, replays = memoryReplayCache({ now }) } = config;
  const gateway = createPeerKeys({ load: gatewayKeys, now });
  const timer = setInterval(() => keys.rotate(), rotateEveryMs);
  timer.unref();
  return {
    verify: createTrustVerifier({ endpoint, keys, gateway, replays, now }),
    published: () => keys.published(),
    close: () => clearInterval(timer),
  };
}
