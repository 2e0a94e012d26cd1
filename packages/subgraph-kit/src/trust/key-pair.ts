import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { InvalidConfiguration } from '@health-graph/errors';

/** One X25519 key pair of a gateway or an endpoint. */
export interface TrustKeyPair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** What peers are told. */
  readonly published: PublishedKey;
}

/** A public key as it travels: JSON Web Key members of RFC 8037. */
export interface PublishedKey {
  readonly kid: string;
  /** 32 bytes, base64url. */
  readonly x: string;
}

/** What a gateway or an endpoint publishes: the key it uses now, and every key it still accepts or will use next. */
export interface PublishedKeys {
  readonly current: string;
  readonly keys: readonly PublishedKey[];
}

export function generateTrustKeyPair(): TrustKeyPair {
  return pairOf(generateKeyPairSync('x25519').privateKey);
}

/**
 * A key pair that several replicas share, from a secret of at least 32 characters: the same secret always gives the same pair.
 * @throws {InvalidConfiguration} when the secret is shorter
 */
export function trustKeyPairFrom(secret: string): TrustKeyPair {
  if (secret.length < 32) throw new InvalidConfiguration('A trust secret needs 32 characters.', { setting: 'trustSecret' });
  const seed = createHash('sha256').update('health-graph trust key 1\0').update(secret).digest();
  // RFC 8410: the fixed beginning of an X25519 private key in PKCS #8, then its 32 bytes.
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), seed]);
  return pairOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/**
 * The public key behind what a peer published.
 * @throws {InvalidConfiguration} when it is no X25519 key, or its id is not its own
 */
export function publicKeyOf({ kid, x }: PublishedKey): KeyObject {
  if (!/^[A-Za-z0-9_-]{43}$/.test(x) || kidOf(x) !== kid)
    throw new InvalidConfiguration('A published trust key is wrong.', { setting: 'x' });
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}

/** The id of a key follows from the key, so that nobody can publish another key under a known id. */
const kidOf = (x: string): string => createHash('sha256').update(x).digest('base64url').slice(0, 16);

function pairOf(privateKey: KeyObject): TrustKeyPair {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const kid = kidOf(x);
  return { kid, privateKey, published: { kid, x } };
}
