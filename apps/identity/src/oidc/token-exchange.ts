import { type Caller, callerFromJson } from '@health-graph/permissions';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import type { AccountDirectory } from './account-directory.ts';
import { grantedScopes } from './granted-scopes.ts';
import { defaultTokenSeconds, type OidcConfig } from './oidc-config.ts';
import { partnerOf } from './partner-of.ts';
import { signAccessToken } from './sign-access-token.ts';
import type { SigningKeySet } from './signing-key-set.ts';

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** As far as it is understood: others ask for what we do not do, and are refused rather than passed over. */
const parameters = [
  'scope',
  'resource',
  'audience',
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'actor_token_type',
];

export interface TokenExchangeOptions {
  readonly issuer: string;
  readonly config: OidcConfig;
  readonly keys: SigningKeySet;
  readonly directory: AccountDirectory;
}

/**
 * RFC 8693, the part of it that a partner's system needs to act for one of its people: the access token of the person goes in, one that says on top
 * that the system acts (`act`) comes out. It opens no more than the person's own, lasts no longer, and cannot be exchanged again.
 */
export function offerTokenExchange(provider: Provider, options: TokenExchangeOptions): void {
  provider.registerGrantType(
    tokenExchange,
    async (ctx) => {
      ctx.body = await exchanged(ctx as unknown as KoaContextWithOIDC, options);
    },
    parameters,
  );
}

async function exchanged({ oidc }: KoaContextWithOIDC, options: TokenExchangeOptions): Promise<object> {
  const asked = (oidc.params ?? {}) as Readonly<Record<string, unknown>>;
  refuseOthers(asked, options.config.audience);
  const { caller, expiresAt } = await subjectOf(String(asked['subject_token'] ?? ''), options);
  const clientId = oidc.client?.clientId ?? '';
  const actor = await partnerOf(options.directory, clientId);
  if (actor === undefined) throw new errors.InvalidGrant('the system may not be used');
  const scopes = scopesWithin(caller, asked['scope']);
  const issuedAt = Math.floor(Date.now() / 1_000);
  const until = Math.min(expiresAt, issuedAt + (options.config.accessTokenSeconds ?? defaultTokenSeconds));
  const delegated: Caller = { ...caller, scopes, act: actor.accountId };
  return {
    access_token: await signAccessToken(options, { caller: delegated, clientId, issuedAt, expiresAt: until }),
    issued_token_type: accessTokenType,
    token_type: 'Bearer',
    expires_in: until - issuedAt,
    scope: scopes.join(' '),
  };
}

/** The client itself is the actor: a token for another one is nothing that is understood here. */
function refuseOthers(asked: Readonly<Record<string, unknown>>, audience: string): void {
  const isOther = (name: string, only: string) => asked[name] !== undefined && asked[name] !== only;
  if (asked['subject_token'] === undefined) throw new errors.InvalidRequest('subject_token is missing');
  if (asked['subject_token_type'] !== accessTokenType) throw new errors.InvalidRequest('subject_token_type must be an access token');
  if (isOther('requested_token_type', accessTokenType)) throw new errors.InvalidRequest('only access tokens are given');
  if (asked['actor_token'] !== undefined || asked['actor_token_type'] !== undefined)
    throw new errors.InvalidRequest('the client itself acts; actor_token is not taken');
  if (isOther('resource', audience) || isOther('audience', audience)) throw new errors.InvalidTarget();
}

/** Whose token it is, as that account stands now. A token that somebody acts with already is not passed on. */
async function subjectOf(token: string, { issuer, config, keys, directory }: TokenExchangeOptions) {
  const published = createLocalJWKSet({ keys: keys.all().map(({ d: _private, ...key }) => key) });
  const verified = await jwtVerify(token, published, { issuer, audience: config.audience, typ: 'at+jwt', algorithms: ['ES256'] }).catch(
    () => undefined,
  );
  const claimed = verified && callerFromJson(verified.payload);
  if (claimed === undefined || claimed.act !== undefined || verified?.payload.exp === undefined)
    throw new errors.InvalidGrant('the subject token cannot be exchanged');
  const caller = await directory.callerOf(claimed, claimed.scopes);
  if (caller === undefined) throw new errors.InvalidGrant('the account may not be used');
  return { caller, expiresAt: verified.payload.exp };
}

/** What was asked for, where the person's own token has it; all of that where nothing was asked for. */
function scopesWithin({ role, scopes }: Caller, asked: unknown): readonly string[] {
  if (typeof asked !== 'string' || asked === '') return scopes;
  const own = new Set(scopes);
  const within = grantedScopes(role, asked.split(' ')).filter((scope) => own.has(scope));
  if (within.length === 0) throw new errors.InvalidScope('none of the scopes is one of the subject token', asked);
  return within;
}
