import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** A private key of the provider, as JSON Web Key. */
export type SigningKey = JWK & { readonly kid: string; readonly alg: 'ES256' };

/** The provider's keys: the first signs, all are published. */
export interface SigningKeySet {
  readonly current: SigningKey;
  all(): readonly SigningKey[];
  /** The next key takes over; the one that signed stays published until the rotation after, so that its tokens live out their time. */
  rotate(): Promise<void>;
}

export async function createSigningKeySet(): Promise<SigningKeySet> {
  let keys = [await newKey(), await newKey()] as readonly [SigningKey, SigningKey, SigningKey?];
  return {
    get current() {
      return keys[0];
    },
    all: () => keys.filter((key) => key !== undefined),
    rotate: async () => {
      const [current, next] = keys;
      keys = [next, await newKey(), current];
    },
  };
}

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: (await calculateJwkThumbprint(jwk)).slice(0, 16), alg: 'ES256', use: 'sig' };
}
