import { randomUUID } from 'node:crypto';
import type { Fingerprint } from '@health-graph/permissions';
import type { AuditedContext } from './audit/audit-plugin.ts';
import type { AuditedCaller, RequestAudit } from './audit/request-audit.ts';
import type { VerifyAccessToken } from './sign-in/access-token.ts';
import type { StaticPermissions } from './static-permissions/static-permissions.ts';
import type { EndpointTrust, FetchSigner } from './trust/gateway-trust.ts';

/** Who asks, and what follows from it for this request. */
export interface Admission extends AuditedContext {
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
  readonly verify: VerifyAccessToken;
  readonly permissions: StaticPermissions;
  readonly trust: EndpointTrust;
  readonly beginAudit: BeginAudit;
}

/** Begins to collect what one request sees; undefined where nothing is written down. */
export type BeginAudit = (requestId: string, signIn: AuditedCaller | undefined) => RequestAudit | undefined;

export const newRequestId = (): string => randomUUID();

export function createDoor({ verify, permissions, trust, beginAudit }: DoorOptions): Admit {
  return async (authorization, requestId) => {
    const signIn = await verify(authorization);
    const claims = signIn === undefined ? { requestId } : { requestId, caller: signIn.caller };
    const expiry = signIn === undefined ? {} : { expiresAt: signIn.expiresAt };
    const signer = trust.signerFor(claims);
    return {
      requestId,
      signIn,
      ...expiry,
      fingerprint: permissions.fingerprintOf(signIn?.caller),
      signer,
      audit: beginAudit(requestId, signIn),
    };
  };
}

/** Where nothing is enforced, nobody is asked who they are. */
export const openDoor =
  (beginAudit: BeginAudit): Admit =>
  async (_authorization, requestId) => ({
    requestId,
    signIn: undefined,
    fingerprint: undefined,
    signer: undefined,
    audit: beginAudit(requestId, undefined),
  });
