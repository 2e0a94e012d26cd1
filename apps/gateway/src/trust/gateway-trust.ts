import {
  type AttestHeader,
  type CallerClaims,
  createPeerKeys,
  createTrustAttester,
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

/** The gateway's own end of trust, whatever supergraph it serves. */
export interface GatewayTrust {
  /** For `GET /trust/keys`. */
  published(): PublishedKeys;
  /** With these endpoints; what is known of an endpoint stays known as long as its name and URL do. */
  with(endpoints: EndpointUrls): EndpointTrust;
  /** Whether a header is of this gateway, for an endpoint that was given last. */
  readonly attest: AttestHeader;
  /** The next key takes over; also done by itself on schedule. */
  rotate(): void;
  close(): void;
}

/** URL by the endpoint's name. */
export type EndpointUrls = ReadonlyMap<string, string>;

/** What the gateway proves to the endpoints of one supergraph, and they to it. */
export interface EndpointTrust {
  /** The signer of one request's fetches. */
  signerFor(claims: CallerClaims): FetchSigner;
  /** Tells whether a request to the gateway itself was signed by this endpoint. In this process only: a header that another replica took is taken again. */
  verifierOf(endpoint: string): VerifyTrust;
}

/** Signs what goes out for one request; each header serves one fetch, a retry needs another. */
export interface FetchSigner {
  /** Rejects while the endpoint's keys cannot be had. */
  sign(endpoint: string, path: string, body: string): Promise<string>;
  /** Asks for the keys of an endpoint that refused a header; true when it has others now, so that it is worth another try. */
  renew(endpoint: string): Promise<boolean>;
}

export interface GatewayTrustOptions {
  /** Shared by replicas, whose keys then follow from it and the clock; without it each start makes keys of its own. */
  readonly secret?: string | undefined;
  readonly rotationMs: number;
  readonly now?: () => number;
}

/** An endpoint that refuses everything is asked for its keys no more often than this. */
const renewalIntervalMs = 5_000;

export function createGatewayTrust({ secret, rotationMs, now = Date.now }: GatewayTrustOptions): GatewayTrust {
  const ring = secret === undefined ? createTrustKeyRing() : sharedRing(secret, rotationMs, now);
  const signer = createTrustSigner({ keys: ring, now });
  const peersOf = peersByUrl(now);
  // Of all supergraphs together: a header is good for one request, whichever was served when it came first.
  const replays = memoryReplayCache({ now });
  let newest: ReadonlyMap<string, Peer> = new Map();
  const rotation = rotateOnSchedule(ring, rotationMs, now);
  return {
    published: ring.published,
    rotate: ring.rotate,
    close: rotation.stop,
    attest: createTrustAttester({ keys: ring, peerOf: (endpoint) => newest.get(endpoint)?.keys, now }),
    with: (endpoints) => {
      const peers = peersOf(endpoints);
      newest = peers;
      const peerOf = (endpoint: string): Peer => {
        const peer = peers.get(endpoint);
        if (peer === undefined) throw new Error('A fetch is for an endpoint that there is not.');
        return peer;
      };
      return {
        verifierOf: (endpoint) =>
          createTrustVerifier({ endpoint: gatewayEndpoint, keys: ring, gateway: peerOf(endpoint).keys, replays, now }),
        signerFor: (claims) => {
          const sign = signer(claims);
          return {
            renew: (endpoint) => renew(peerOf(endpoint), now()),
            sign: async (endpoint, path, body) => sign({ endpoint, peer: peerOf(endpoint).keys, method: 'POST', path, body }),
          };
        },
      };
    },
  };
}

/** What is known of one endpoint. */
interface Peer {
  readonly url: string;
  readonly keys: PeerKeys;
  renewedAt: number;
}

/** The peers of the endpoints that were given last are used again. */
function peersByUrl(now: () => number): (endpoints: EndpointUrls) => ReadonlyMap<string, Peer> {
  let known: ReadonlyMap<string, Peer> = new Map();
  const newPeer = (url: string): Peer => {
    const load = publishedKeysAt(new URL(trustKeysPath, url).href);
    return { url, keys: createPeerKeys({ load, now }), renewedAt: Number.NEGATIVE_INFINITY };
  };
  return (endpoints) => {
    const before = known;
    known = new Map(
      [...endpoints].map(([name, url]) => {
        const peer = before.get(name);
        return [name, peer?.url === url ? peer : newPeer(url)];
      }),
    );
    return known;
  };
}

async function renew(peer: Peer, now: number): Promise<boolean> {
  if (now - peer.renewedAt < renewalIntervalMs) return false;
  peer.renewedAt = now;
  const before = (await peer.keys.current()).kid;
  await peer.keys.refresh();
  return (await peer.keys.current()).kid !== before;
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
