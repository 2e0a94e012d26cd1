import type { Purpose, Role } from '@health-graph/permissions';
import { internalAuthorization } from '@health-graph/subgraph-kit';
import { CommandFailed } from '../command-failed.ts';

/** What `/internal/token` of identity is asked. */
export interface TokenQuestion {
  readonly username: string;
  readonly scopes: readonly string[];
  readonly role?: Role;
  readonly purpose?: Purpose;
}

/** What it answers. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly role: Role;
  readonly purpose: Purpose;
  readonly scope: string;
}

const path = '/internal/token';

/** @throws {CommandFailed} with the reason for its user */
export async function askToken(identity: { readonly url: string; readonly secret: string }, question: TokenQuestion): Promise<IssuedToken> {
  const authorization = internalAuthorization(identity.secret, { method: 'POST', path }, Date.now());
  const response = await fetch(new URL(path, identity.url), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(question),
  }).catch((cause: unknown) => {
    throw new CommandFailed('Identity does not answer.', {}, { cause });
  });
  if (response.status === 200) return (await response.json()) as IssuedToken;
  if (response.status === 404) throw new CommandFailed('This graph has no embedded OpenID provider: ask the one that OIDC_ISSUER names.');
  if (response.status === 400)
    throw new CommandFailed('There is no such account in use, or it does not hold the role.', { account: question.username });
  throw new CommandFailed('Identity refused the request.', { status: response.status });
}
