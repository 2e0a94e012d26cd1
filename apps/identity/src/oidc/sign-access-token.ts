import { randomUUID } from 'node:crypto';
import { type Caller, callerToJson } from '@health-graph/permissions';
import { importJWK, SignJWT } from 'jose';
import type { OidcConfig } from './oidc-config.ts';
import type { SigningKeySet } from './signing-key-set.ts';

export interface AccessTokenSigner {
  readonly issuer: string;
  readonly config: Pick<OidcConfig, 'audience'>;
  readonly keys: SigningKeySet;
}

export interface AccessTokenClaims {
  readonly caller: Caller;
  readonly clientId: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** An access token of RFC 9068, for the gateway and for nothing else. */
export const signAccessToken = async (
  { issuer, config, keys }: AccessTokenSigner,
  { caller, clientId, issuedAt, expiresAt }: AccessTokenClaims,
): Promise<string> =>
  new SignJWT({ ...callerToJson(caller), client_id: clientId })
    .setProtectedHeader({ alg: keys.current.alg, kid: keys.current.kid, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(config.audience)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(await importJWK(keys.current, keys.current.alg));
