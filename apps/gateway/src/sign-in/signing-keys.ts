import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

export interface SigningKeysOptions {
  /** Fetches the issuer's key set; see `issuerKeys`. */
  readonly load: () => Promise<JSONWebKeySet>;
  /** Tokens with key ids that nobody knows, and an issuer that is away, make it be asked no more often than this. Default 5,000. */
  readonly minimumIntervalMs?: number;
  /** A key that was withdrawn is forgotten after this time. Default 60,000. */
  readonly maximumAgeMs?: number;
  /** While the issuer is away, what is known serves this long. Default 900,000. */
  readonly outageMs?: number;
  readonly now?: () => number;
}

type Find = ReturnType<typeof createLocalJWKSet>;

export interface SigningKeys {
  /** For `jwtVerify`. */
  readonly find: JWTVerifyGetKey;
  /** Changes whenever the keys do: what was verified with an earlier edition must be verified again. */
  edition(): Promise<number>;
}

/**
 * The issuer's public keys for `jose`, kept and asked for again: when they are old, and when a token names a key that is not among them. `jose`'s
 * own remote set bounds neither what a failing issuer is asked nor how long it may be away.
 */
export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const { load, minimumIntervalMs = 5_000, maximumAgeMs = 60_000, outageMs = 900_000, now = Date.now } = options;
  let find: Find | undefined;
  let text = '';
  let edition = 0;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    askedAt = now();
    try {
      const keys = await load();
      find = createLocalJWKSet(keys);
      if (JSON.stringify(keys) !== text) edition += 1;
      text = JSON.stringify(keys);
      loadedAt = now();
    } finally {
      asking = undefined;
    }
  };
  const askAgain = async (): Promise<void> => {
    if (asking === undefined && now() - askedAt < minimumIntervalMs) return;
    asking ??= ask();
    await asking;
  };
  const fresh = async (): Promise<Find> => {
    if (now() - loadedAt >= maximumAgeMs) await askAgain().catch((failure: unknown) => whileKnown(failure));
    if (find === undefined || now() - loadedAt >= outageMs) throw new errors.JWKSNoMatchingKey('No keys of the issuer are known.');
    return find;
  };
  const whileKnown = (failure: unknown): void => {
    if (find === undefined) throw failure;
  };
  const findKey: JWTVerifyGetKey = async (header, token) => {
    const known = await fresh();
    try {
      return await known(header, token);
    } catch (failure) {
      if (!(failure instanceof errors.JWKSNoMatchingKey)) throw failure;
      await askAgain().catch(() => undefined); // The issuer is away: the key stays unknown.
      return (find ?? known)(header, token);
    }
  };
  return { find: findKey, edition: () => fresh().then(() => edition) };
}
