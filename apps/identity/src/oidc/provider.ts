import { randomBytes } from 'node:crypto';
import { callerToJson } from '@health-graph/permissions';
import {
  type AdapterFactory,
  type ClientMetadata,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import type { AccountDirectory } from './account-directory.ts';
import { actingAsFromText, actingAsToText } from './acting-as.ts';
import { errorPage } from './error-page.ts';
import { grantedScopes, isGraphScope } from './granted-scopes.ts';
import { defaultTokenSeconds, isApp, type OidcClient, type OidcConfig } from './oidc-config.ts';
import { partnerOf } from './partner-of.ts';
import type { SigningKeySet } from './signing-key-set.ts';
import { offerTokenExchange, tokenExchange } from './token-exchange.ts';

export interface ProviderOptions {
  readonly issuer: string;
  readonly config: OidcConfig;
  readonly keys: SigningKeySet;
  readonly directory: AccountDirectory;
  readonly adapter: AdapterFactory;
  readonly cookieKeys: readonly string[];
}

const sessionSeconds = 8 * 3_600;

export const newCookieKeys = (): readonly string[] => [randomBytes(32).toString('base64url')];

/** `oidc-provider`, set up as this graph needs it. It reads its keys once, so that each rotation makes another over the same adapter. */
export function createProvider(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, {
    ...storageOf(options),
    ...signInOf(options),
    ...tokensOf(options),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(out.error);
    },
  });
  offerTokenExchange(provider, options);
  return provider;
}

const storageOf = ({ adapter, keys, cookieKeys, config }: ProviderOptions): Configuration => ({
  adapter,
  jwks: { keys: keys.all().map((key) => ({ ...key })) as NonNullable<Configuration['jwks']>['keys'] },
  clients: config.clients.map(metadataOf),
  cookies: { keys: [...cookieKeys], long: { sameSite: 'lax' }, short: { sameSite: 'lax' } },
  clientBasedCORS: (_ctx, origin, client) => (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  ttl: {
    AccessToken: config.accessTokenSeconds ?? defaultTokenSeconds,
    ClientCredentials: config.accessTokenSeconds ?? defaultTokenSeconds,
    AuthorizationCode: 60,
    IdToken: 600,
    Interaction: 600,
    Grant: sessionSeconds,
    Session: sessionSeconds,
  },
});

function metadataOf(client: OidcClient): ClientMetadata {
  const common = { client_id: client.clientId, id_token_signed_response_alg: 'ES256' } as const;
  return isApp(client)
    ? {
        ...common,
        application_type: 'native', // A loopback address needs no TLS.
        redirect_uris: [...client.redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      }
    : {
        ...common,
        client_secret: client.clientSecret,
        redirect_uris: [],
        grant_types: ['client_credentials', tokenExchange],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      };
}

/** Who signs in chooses an account and a role; nobody is asked again whether the app may know it. */
function signInOf({ directory, config }: ProviderOptions): Configuration {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return {
    interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
    extraParams: ['purpose'],
    pkce: { required: () => true },
    scopes: ['openid'],
    claims: { openid: ['sub'] },
    findAccount: async (_ctx, id) => {
      const actingAs = actingAsFromText(id);
      const caller = actingAs && (await directory.callerOf(actingAs, []));
      return caller && { accountId: id, claims: async () => ({ sub: id }) };
    },
    loadExistingGrant: async (ctx) => grantFor(ctx, config.audience),
  };
}

/** Scopes that do not fit the role are left out of what is granted, and the client is told. */
async function grantFor(ctx: KoaContextWithOIDC, audience: string) {
  const { provider, client, session, requestParamScopes } = ctx.oidc;
  const actingAs = actingAsFromText(session?.accountId ?? '');
  if (client === undefined || actingAs === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: actingAsToText(actingAs) });
  grant.addOIDCScope('openid');
  grant.addResourceScope(audience, grantedScopes(actingAs.role, requestParamScopes).join(' '));
  await grant.save();
  return grant;
}

/** What is asked for here; with a code, what was asked for when it was given out. Nobody sits in front of a system. */
function graphScopesOf({ oidc }: KoaContextWithOIDC): string {
  const asked = String(oidc.params?.['scope'] ?? oidc.entities.AuthorizationCode?.scope ?? '').split(' ');
  const isSystem = oidc.client?.grantTypeAllowed('client_credentials') === true;
  return asked.filter((scope) => isGraphScope(scope) && (!isSystem || scope.startsWith('system/'))).join(' ');
}

/** Access tokens of RFC 9068, for the gateway and for nothing else. */
function tokensOf({ config, keys, directory }: ProviderOptions): Configuration {
  return {
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => config.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => {
          if (resource !== config.audience) throw new errors.InvalidTarget();
          return {
            audience: config.audience,
            scope: graphScopesOf(ctx),
            accessTokenTTL: config.accessTokenSeconds ?? defaultTokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256', kid: keys.current.kid } },
          };
        },
      },
    },
    formats: {
      customizers: {
        jwt: async (_ctx, token, jwt) => {
          const scopes = (token.scope ?? '').split(' ').filter((scope) => scope !== '');
          const actingAs = 'accountId' in token ? actingAsFromText(token.accountId) : await partnerOf(directory, token.clientId);
          const caller = actingAs && (await directory.callerOf(actingAs, scopes));
          if (caller === undefined) throw new errors.InvalidGrant('the account may not be used');
          Object.assign(jwt.payload, callerToJson(caller));
        },
      },
    },
  };
}
