import { Forbidden, Unauthenticated } from '@health-graph/errors';
import { createScopeSet } from '@health-graph/permissions';
import type { SignIn, VerifyAccessToken } from '../sign-in/access-token.ts';

/** What somebody may do at the registry. */
export type Right = 'look' | 'publish' | 'govern';

/**
 * Partners look and publish, security officers look and govern: who grants is never who publishes. The scopes are those of FHIR's CapabilityStatement,
 * which is what a publication is; a token for reading (`*.rs`) cannot change anything.
 */
const asked: Readonly<Record<Right, Readonly<Partial<Record<string, string>>>>> = {
  look: { 'partner-system': 'system/CapabilityStatement.r', 'security-officer': 'user/CapabilityStatement.r' },
  publish: { 'partner-system': 'system/CapabilityStatement.c' },
  govern: { 'security-officer': 'user/CapabilityStatement.u' },
};

export const isStaff = ({ caller }: SignIn): boolean => caller.role === 'security-officer';

/** @throws {Unauthenticated} without a token, {@link Forbidden} without the role or scope */
export async function admitTo(right: Right, authorization: string | undefined, verify: VerifyAccessToken): Promise<SignIn> {
  const signIn = await verify(authorization);
  if (signIn === undefined) throw new Unauthenticated('The registry asks who you are.');
  const scope = asked[right][signIn.caller.role];
  if (scope === undefined) throw new Forbidden('Your role may not do this at the registry.', { role: signIn.caller.role });
  if (!createScopeSet(signIn.caller.scopes).grants(scope)) throw new Forbidden('The token lacks a scope for this.', { scope });
  return signIn;
}
