import type { Publication } from './rules/judge.ts';

/** Where the supergraph comes from when partners publish their parts of it. */
export interface RegistrySettings {
  /** `mongodb://...` */
  readonly storeUrl: string;
  /** The gateway's own. Default `gateway`. */
  readonly database?: string;
  /** The platform's own subgraphs; what is new in them is published at start. Absent: what the store has is served. */
  readonly base?: readonly Publication[];
  /** Whether addresses on this machine and inside of networks are refused, and http. Default true. */
  readonly isProduction?: boolean;
  /** Private networks from which partners may serve in production all the same, such as `10.20.0.0/16`. Default none. */
  readonly allowedNetworks?: readonly string[];
  /** How often the store is asked whether another supergraph is served. Default 2,000. */
  readonly pollMs?: number;
}
