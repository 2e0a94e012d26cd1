import {
  type CallerClaims,
  createPeerKeys,
  createTrustKeyRing,
  createTrustSigner,
  createTrustVerifier,
  gatewayEndpoint,
  memoryReplayCache,
  type PeerKeys,
  type PublishedKeys,
  publishedKeysAt,
  type TrustKeyRing,
  trustKeyPairFrom,
  trustKeysPath,
  type VerifyTrust,
} from '@health-graph/subgraph-kit';

/** What the gateway proves to subgraphs, and how. */
export interface GatewayTrust {
  /** For `GET /trust/keys`. */
  published(): PublishedKeys;
  /** The signer of one request's fetches. */
  signerFor(claims: CallerClaims): FetchSigner;
  /** Tells whether a request to the gateway itself was signed by this endpoint. In this process only: a header that another replica took is taken again. */
  verifierOf(endpoint: string): VerifyTrust;
  /** The next key takes over; also done by itself on schedule. */
  rotate(): void;
  close(): void;
}

/** Signs what goes out for one request; each header serves one fetch, a retry needs another. */
export interface FetchSigner {
  /** Rejects while the endpoint's keys cannot be had. */
  sign(endpoint: string, path: string, body: string): Promise<string>;
  /** Asks for the keys of an endpoint that refused a header; true when it has others now, so that it is worth another try. */
  renew(endpoint: string): Promise<boolean>;
}

export interface GatewayTrustOptions {
  /** URL by the endpoint's name. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Shared by replicas, whose keys then follow from it and the clock; without it each start makes keys of its own. */
  readonly secret?: string | undefined;
  readonly rotationMs: number;
  readonly now?: () => number;
}

/** An endpoint that refuses everything is asked for its keys no more often than this. */
const renewalIntervalMs = 5_000;

export function createGatewayTrust({ endpoints, secret, rotationMs, now = Date.now }: GatewayTrustOptions): GatewayTrust {
  const ring = secret === undefined ? createTrustKeyRing() : sharedRing(secret, rotationMs, now);
  const signer = createTrustSigner({ keys: ring, now });
  const peers = new Map(
    [...endpoints].map(([name, url]) => [name, createPeerKeys({ load: publishedKeysAt(new URL(trustKeysPath, url).href), now })]),
  );
  const peerOf = (endpoint: string): PeerKeys => {
    const peer = peers.get(endpoint);
    if (peer === undefined) throw new Error('A fetch is for an endpoint that there is not.');
    return peer;
  };
  const renewedAt = new Map<string, number>();
  const renew = async (endpoint: string): Promise<boolean> => {
    if (now() - (renewedAt.get(endpoint) ?? Number.NEGATIVE_INFINITY) < renewalIntervalMs) return false;
    renewedAt.set(endpoint, now());
    const peer = peerOf(endpoint);
    const before = (await peer.current()).kid;
    await peer.refresh();
    return (await peer.current()).kid !== before;
  };
  const rotation = rotateOnSchedule(ring, rotationMs, now);
  return {
    published: ring.published,
    rotate: ring.rotate,
    close: rotation.stop,
    verifierOf: (endpoint) =>
      createTrustVerifier({ endpoint: gatewayEndpoint, keys: ring, gateway: peerOf(endpoint), replays: memoryReplayCache({ now }), now }),
    signerFor: (claims) => {
      const sign = signer(claims);
      return {
        renew,
        sign: async (endpoint, path, body) => sign({ endpoint, peer: peerOf(endpoint), method: 'POST', path, body }),
      };
    },
  };
}

/** One pair for each period of the clock, the same in every replica. */
function sharedRing(secret: string, rotationMs: number, now: () => number): TrustKeyRing {
  let period = Math.floor(now() / rotationMs);
  const nextPair = () => trustKeyPairFrom(`${secret} ${period++}`);
  return createTrustKeyRing({ first: nextPair(), nextPair });
}

/** At the edges of the clock's periods, so that replicas rotate together; a timer that comes early must not make two of one edge. */
function rotateOnSchedule(ring: TrustKeyRing, rotationMs: number, now: () => number): { readonly stop: () => void } {
  let edge = (Math.floor(now() / rotationMs) + 1) * rotationMs;
  let timer: NodeJS.Timeout;
  const plan = (): void => {
    timer = setTimeout(() => {
      ring.rotate();
      edge += rotationMs;
      plan();
    }, edge - now()).unref();
  };
  plan();
  return { stop: () => clearTimeout(timer) };
}
