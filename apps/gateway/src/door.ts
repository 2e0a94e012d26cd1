import { randomUUID } from 'node:crypto';
import type { Fingerprint } from '@health-graph/permissions';
import type { AuditedCaller } from './audit/request-audit.ts';
import { createAccessTokens } from './sign-in/access-token.ts';
import { issuerKeys } from './sign-in/issuer-keys.ts';
import { createSigningKeys } from './sign-in/signing-keys.ts';
import type { StaticPermissions } from './static-permissions/static-permissions.ts';
import type { FetchSigner, GatewayTrust } from './trust/gateway-trust.ts';

/** Who asks, and what follows from it for this request. */
export interface Admission {
  /** Ours, never the client's; ties together what the log of every subgraph says of this request. */
  readonly requestId: string;
  /** Absent: nobody signed in. */
  readonly signIn: AuditedCaller | undefined;
  /** Until when whoever signed in may be taken for it, in milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Absent: nothing is enforced. */
  readonly fingerprint: Fingerprint | undefined;
  /** Absent: nothing is signed. */
  readonly signer: FetchSigner | undefined;
}

/** @throws {Unauthenticated} when a token is shown that is not right */
export type Admit = (authorization: string | undefined, requestId: string) => Promise<Admission>;

export interface DoorOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly permissions: StaticPermissions;
  readonly trust: GatewayTrust;
}

export const newRequestId = (): string => randomUUID();

export function createDoor({ issuer, audience, permissions, trust }: DoorOptions): Admit {
  const verify = createAccessTokens({ issuer, audience, keys: createSigningKeys({ load: issuerKeys(issuer) }) });
  return async (authorization, requestId) => {
    const signIn = await verify(authorization);
    const claims = signIn === undefined ? { requestId } : { requestId, caller: signIn.caller };
    const expiry = signIn === undefined ? {} : { expiresAt: signIn.expiresAt };
    return { requestId, signIn, ...expiry, fingerprint: permissions.fingerprintOf(signIn?.caller), signer: trust.signerFor(claims) };
  };
}

/** Where nothing is enforced, nobody is asked who they are. */
export const openDoor: Admit = async (_authorization, requestId) => ({
  requestId,
  signIn: undefined,
  fingerprint: undefined,
  signer: undefined,
});
