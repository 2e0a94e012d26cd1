import { BadUserInput } from '@health-graph/errors';
import { type Purpose, purposes, type Role, roles } from '@health-graph/permissions';
import type { AccountDirectory } from './account-directory.ts';
import { purposeOf } from './acting-as.ts';
import { grantedScopes } from './granted-scopes.ts';
import { defaultTokenSeconds, type OidcConfig } from './oidc-config.ts';
import { signAccessToken } from './sign-access-token.ts';
import type { SigningKeySet } from './signing-key-set.ts';

/** A development access token, as `health-graph token` asks for it. */
export interface TokenQuestion {
  readonly username: string;
  /** Default: the first that the account holds. */
  readonly role?: Role;
  /** Default: what people in the role mostly come for. */
  readonly purpose?: Purpose;
  /** Default: reading everything that the role may ask for. */
  readonly scopes: readonly string[];
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly role: Role;
  readonly purpose: Purpose;
  readonly scope: string;
}

export interface TokenIssuer {
  readonly issuer: string;
  readonly config: OidcConfig;
  readonly keys: SigningKeySet;
  readonly directory: AccountDirectory;
  readonly now: () => number;
}

/** The client of tokens that no app asked for. */
const clientId = 'health-graph-cli';

/**
 * The same token that a sign-in would end with.
 * @throws {BadUserInput} when no such account may be used, or it does not hold the role
 */
export async function issueToken({ issuer, config, keys, directory, now }: TokenIssuer, question: TokenQuestion): Promise<IssuedToken> {
  const known = await directory.byUsername(question.username);
  const held = known?.roles.find(({ role }) => question.role === undefined || role === question.role);
  if (known === undefined || held === undefined) return unusable();
  const { role } = held;
  const purpose = purposeOf(role, question.purpose);
  const caller = await directory.callerOf({ accountId: known.account.id, purpose, ...held }, grantedScopes(role, question.scopes));
  if (caller === undefined) return unusable();
  const expiresIn = config.accessTokenSeconds ?? defaultTokenSeconds;
  const issuedAt = Math.floor(now() / 1_000);
  const accessToken = await signAccessToken({ issuer, config, keys }, { caller, clientId, issuedAt, expiresAt: issuedAt + expiresIn });
  return { accessToken, expiresIn, role, purpose, scope: caller.scopes.join(' ') };
}

function unusable(): never {
  throw new BadUserInput('There is no such account in use, or it does not hold the role.', { argument: 'username' });
}

/** @throws {BadUserInput} naming what is wrong */
export function tokenQuestionOf(body: unknown): TokenQuestion {
  const {
    username,
    role,
    purpose,
    scopes = [],
  } = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  if (typeof username !== 'string' || username === '') throw new BadUserInput('The account is missing.', { argument: 'username' });
  const isScopes = Array.isArray(scopes) && scopes.every((scope): scope is string => typeof scope === 'string');
  if (!isScopes) throw new BadUserInput('The scopes cannot be read.', { argument: 'scopes' });
  const knownRole = oneOf(roles, role, 'role');
  const knownPurpose = oneOf(purposes, purpose, 'purpose');
  return { username, scopes, ...(knownRole && { role: knownRole }), ...(knownPurpose && { purpose: knownPurpose }) };
}

function oneOf<Name extends string>(known: readonly Name[], value: unknown, argument: string): Name | undefined {
  if (value === undefined) return undefined;
  const found = known.find((name) => name === value);
  if (found === undefined) throw new BadUserInput('The value is none of the list.', { argument });
  return found;
}
