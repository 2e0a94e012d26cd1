import type { SubgraphName } from '@health-graph/records';

/** What each process is told when it begins, and what it answers. */
export interface StoreRoleConfig {
  readonly folder: string;
}

export interface SubgraphsRoleConfig {
  readonly names: readonly SubgraphName[];
  readonly storeUrl: string;
  readonly internalSecret: string;
}

export interface GatewayRoleConfig {
  readonly port: number;
  readonly subgraphs: Readonly<Record<string, { readonly url: string }>>;
  readonly internalSecret: string;
}

export interface UrlReady {
  readonly url: string;
}
