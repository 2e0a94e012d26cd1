import { createSecretKey, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';
import type { TrustKeyPair } from './key-pair.ts';
import type { PeerKey } from './peer-keys.ts';

/** The two ends of one MAC key, whichever of them asks. */
export interface MacKeyOf {
  readonly own: TrustKeyPair;
  readonly peer: PeerKey;
  readonly gatewayKid: string;
  readonly endpointKid: string;
  /** The endpoint's name: two endpoints that share a key pair by mistake still have different MAC keys. */
  readonly endpoint: string;
}

/** More pairs of keys than any two rings have at once; the oldest is forgotten. */
const maxKeys = 64;

/**
 * Agrees MAC keys between a gateway's and an endpoint's key pairs, X25519 then HKDF-SHA256, and keeps them: the agreement costs a hundred
 * microseconds, a MAC with its key only a few. A partner knows its own key with the gateway and nobody else's.
 */
export function createMacKeys(): (of: MacKeyOf) => KeyObject {
  const known = new Map<string, KeyObject>();
  return (of) => {
    const id = `${of.gatewayKid}.${of.endpointKid}.${of.endpoint}`;
    const found = known.get(id);
    if (found !== undefined) return found;
    const key = agree(of);
    const oldest = known.keys().next();
    if (known.size >= maxKeys && !oldest.done) known.delete(oldest.value);
    known.set(id, key);
    return key;
  };
}

function agree({ own, peer, gatewayKid, endpointKid, endpoint }: MacKeyOf): KeyObject {
  // A public key of low order gives a secret that everybody knows; OpenSSL refuses it.
  const secret = diffieHellman({ privateKey: own.privateKey, publicKey: peer.publicKey });
  const context = `health-graph trust 1\0${gatewayKid}\0${endpointKid}\0${endpoint}`;
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), context, 32)));
}
