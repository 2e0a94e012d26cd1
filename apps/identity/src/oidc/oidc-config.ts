import { as, type Environment, readConfig } from '@health-graph/subgraph-kit';

/** The embedded OpenID provider, for development only: nobody is asked for a password. */
export interface OidcConfig {
  /** On 127.0.0.1 only; 0 takes a free one. */
  readonly port: number;
  /** What access tokens are for: the gateway. */
  readonly audience: string;
  readonly clients: readonly OidcClient[];
  /** Default 600. */
  readonly accessTokenSeconds?: number;
}

export const defaultTokenSeconds = 600;

export type OidcClient = AppClient | PartnerClient;

/** An app that people sign in to: authorization code with PKCE, no secret. */
export interface AppClient {
  readonly clientId: string;
  readonly redirectUris: readonly string[];
}

/** A partner's system, by client credentials. Its id is the username of its account, which must be one of a system. */
export interface PartnerClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export const isApp = (client: OidcClient): client is AppClient => 'redirectUris' in client;

/**
 * The provider that the environment asks for with `OIDC_PORT`; none where `OIDC_ISSUER` names another one.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export function oidcConfigOf(env: Environment): OidcConfig | undefined {
  if (!env['OIDC_PORT'] || env['OIDC_ISSUER']) return undefined;
  return readConfig(env, {
    port: { variable: 'OIDC_PORT', parse: as.port },
    audience: { variable: 'OIDC_AUDIENCE', parse: as.text },
    clients: { variable: 'OIDC_CLIENTS', parse: clientsOf, default: [] },
    accessTokenSeconds: { variable: 'OIDC_TOKEN_SECONDS', parse: as.integer(10, 86_400), default: defaultTokenSeconds },
  });
}

function clientsOf(text: string): readonly OidcClient[] {
  const clients: unknown = JSON.parse(text);
  if (Array.isArray(clients) && clients.every(isClient)) return clients;
  throw new Error('must be a JSON list of {"clientId","redirectUris"} or {"clientId","clientSecret"}, secrets of at least 32 characters');
}

function isClient(value: unknown): value is OidcClient {
  const { clientId, redirectUris, clientSecret } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof clientId !== 'string' || clientId === '') return false;
  if (redirectUris === undefined) return typeof clientSecret === 'string' && clientSecret.length >= 32;
  return (
    clientSecret === undefined && Array.isArray(redirectUris) && redirectUris.every((uri) => typeof uri === 'string' && URL.canParse(uri))
  );
}
