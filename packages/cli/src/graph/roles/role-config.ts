import type { SubgraphName } from '@health-graph/records';

/** What each process is told when it begins, and what it answers. */
export interface StoreRoleConfig {
  readonly folder: string;
}

export interface SubgraphsRoleConfig {
  readonly names: readonly SubgraphName[];
  readonly storeUrl: string;
  readonly internalSecret: string;
  /** Identity's GraphQL endpoint, where it runs in another process. */
  readonly identityUrl?: string;
  /** Starts the embedded OpenID provider beside identity; absent where another one is used. */
  readonly oidc?: { readonly audience: string };
}

export interface SubgraphsReady {
  readonly subgraphs: Partial<Readonly<Record<SubgraphName, { readonly url: string }>>>;
  /** Of the embedded OpenID provider. */
  readonly issuer?: string;
}

/** What subgraphs are told once the gateway listens: whose fetches they take. */
export interface SubgraphsTold {
  readonly gatewayUrl: string;
}

export interface GatewayRoleConfig {
  readonly port: number;
  readonly subgraphs: Readonly<Record<string, { readonly url: string }>>;
  readonly issuer: string;
  readonly audience: string;
  readonly storeUrl: string;
  /** Where the signed heads of the audit log are kept. */
  readonly anchorFolder: string;
}

export interface UrlReady {
  readonly url: string;
}
