import { randomUUID } from 'node:crypto';
import { type CallerClaims, claimsToJson } from './caller-claims.ts';
import type { TrustKeyRing } from './key-ring.ts';
import { createMacKeys } from './mac-key.ts';
import type { PeerKeys } from './peer-keys.ts';
import { digestOf, encodeJson, lifetimeMs, macOf } from './signed-header.ts';

export interface TrustSignerOptions {
  /** The gateway's own keys. */
  readonly keys: TrustKeyRing;
  /** Default 10,000, which is the most. */
  readonly lifetimeMs?: number;
  readonly now?: () => number;
  /** A name that never comes twice; 122 random bits unless a test gives its own. Node.js draws many of them at once. */
  readonly newId?: () => string;
}

/** One fetch. */
export interface OutgoingRequest {
  readonly endpoint: string;
  /** The endpoint's keys. */
  readonly peer: PeerKeys;
  readonly method: string;
  readonly path: string;
  /** As it goes over the wire. */
  readonly body: string | Uint8Array;
}

/** Signs the fetches of one request; a retry is signed again, so that it has a name of its own. */
export type SignFetch = (request: OutgoingRequest) => Promise<string>;

/** Gives, for the claims of one request, the function that signs its fetches. */
export function createTrustSigner(options: TrustSignerOptions): (claims: CallerClaims) => SignFetch {
  const { keys, lifetimeMs: asked = lifetimeMs, now = Date.now, newId = randomUUID } = options;
  const lifetime = Math.min(asked, lifetimeMs);
  const macKeys = createMacKeys();
  return (claims) => {
    const encodedClaims = encodeJson(claimsToJson(claims));
    return async ({ endpoint, peer, method, path, body }) => {
      const peerKey = await peer.current();
      const own = keys.current;
      const iat = now();
      const binding = { aud: endpoint, on: `${method} ${path}`, jti: newId(), iat, exp: iat + lifetime, body: digestOf(body) };
      const signed = `v1.${own.kid}.${peerKey.kid}.${encodedClaims}.${encodeJson(binding)}`;
      const key = macKeys({ own, peer: peerKey, gatewayKid: own.kid, endpointKid: peerKey.kid, endpoint });
      return `${signed}.${macOf(key, signed)}`;
    };
  };
}
