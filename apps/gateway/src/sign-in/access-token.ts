import { hash } from 'node:crypto';
import { Unauthenticated } from '@health-graph/errors';
import { type Caller, callerFromJson } from '@health-graph/permissions';
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { createBoundedCache } from '../bounded-cache.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface AccessTokenOptions {
  /** `iss`, letter for letter. */
  readonly issuer: string;
  /** `aud` must hold it. */
  readonly audience: string;
  /** See `createSigningKeys`. */
  readonly keys: SigningKeys;
  /** How far the issuer's clock may differ. Default 5. */
  readonly clockToleranceS?: number;
  readonly now?: () => number;
  /** How many tokens are remembered as verified; 0 for none. Default 10,000. */
  readonly remembered?: number;
}

/** A caller who showed a valid token. */
export interface SignIn {
  readonly caller: Caller;
  /** For audit. */
  readonly tokenId: string;
  readonly clientId: string;
  /** Until when the token is taken, in milliseconds since 1970: what lasts longer than a request ends then. */
  readonly expiresAt: number;
}

/** Who stands behind an `authorization` header; undefined when there is none. */
export type VerifyAccessToken = (authorization: string | readonly string[] | undefined) => Promise<SignIn | undefined>;

/** Signatures only: with a MAC, whoever knows the public key could sign; with `none`, anybody. */
const algorithms = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
/** Ten times what an access token needs; measured before anything is decoded. */
const maxTokenLength = 12_000;
const pattern = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/**
 * Verifies access tokens of RFC 9068. A token that is shown must be right: a wrong one is refused, and never makes its bearer anonymous.
 * A signature costs as much as a fetch, so that a token is verified once for each edition of the issuer's keys; its times count at every request.
 * @throws {Unauthenticated} from the function it gives, whatever is wrong, always with the same words
 */
export function createAccessTokens(options: AccessTokenOptions): VerifyAccessToken {
  const { keys, clockToleranceS = 5, now = Date.now, remembered = 10_000 } = options;
  const verified = createBoundedCache<Verified>(remembered);
  const signInOfToken = async (token: string): Promise<SignIn | undefined> => {
    const edition = await keys.edition();
    const name = hash('sha256', token, 'base64url'); // The token itself is not kept.
    const known = verified.get(name);
    if (known?.edition === edition && isDue(known.payload, now() / 1_000, clockToleranceS)) return known.signIn;
    const payload = await verifiedPayload(token, options);
    const signIn = signInOf(payload, clockToleranceS);
    if (signIn !== undefined) verified.set(name, { payload, signIn, edition });
    return signIn;
  };
  return async (authorization) => {
    if (authorization === undefined) return undefined;
    const token = typeof authorization === 'string' ? tokenOf(authorization) : undefined;
    const signIn = token === undefined ? undefined : await signInOfToken(token).catch((cause: unknown) => refuse(cause));
    return signIn ?? refuse();
  };
}

interface Verified {
  readonly payload: JWTPayload;
  readonly signIn: SignIn;
  /** Of the issuer's keys. */
  readonly edition: number;
}

async function verifiedPayload(
  token: string,
  { issuer, audience, keys, clockToleranceS = 5, now = Date.now }: AccessTokenOptions,
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keyById(keys.find), {
    issuer,
    audience,
    algorithms,
    typ: 'at+jwt',
    clockTolerance: clockToleranceS,
    currentDate: new Date(now()),
    requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
  });
  return payload;
}

/** Whether a verified token is good now; one that is not goes through the whole check again, and is refused there. */
const isDue = ({ exp = 0, nbf = 0 }: JWTPayload, seconds: number, tolerance: number): boolean =>
  seconds < exp + tolerance && seconds >= nbf - tolerance;

function tokenOf(authorization: string): string | undefined {
  return authorization.length > maxTokenLength ? undefined : pattern.exec(authorization)?.[1];
}

/** RFC 9068 section 4: a key is named, not tried. */
const keyById =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  (header, token) => {
    if (typeof header.kid !== 'string' || header.kid === '') throw new Error('The token names no key.');
    return keys(header, token);
  };

/** Names of the graph's own systems, such as `system:safety-check`; they prove themselves with keys, and no issuer may call anybody so. */
const isOurs = (accountId: string): boolean => accountId.startsWith('system:');

function signInOf(payload: JWTPayload, clockToleranceS: number): SignIn | undefined {
  const { jti, client_id: clientId, exp = 0 } = payload;
  const caller = callerFromJson(payload);
  // The graph itself acts as `system`, for somebody who asked; a token would let its bearer act for nobody.
  if (
    caller === undefined ||
    caller.role === 'system' ||
    isOurs(caller.accountId) ||
    typeof jti !== 'string' ||
    typeof clientId !== 'string'
  )
    return undefined;
  return { caller, tokenId: jti, clientId, expiresAt: (exp + clockToleranceS) * 1_000 };
}

function refuse(cause?: unknown): never {
  throw new Unauthenticated('The access token is not valid.', {}, cause === undefined ? {} : { cause });
}
