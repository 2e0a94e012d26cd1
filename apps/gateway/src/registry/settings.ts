import type { Faults } from '../check-config.ts';
import type { SubgraphUrls } from '../endpoints.ts';
import { isNetwork } from './rules/networks.ts';

/** Where the supergraph comes from when partners publish their parts of it. */
export interface RegistrySettings {
  /** `mongodb://...` */
  readonly storeUrl: string;
  /** The gateway's own. Default `gateway`. */
  readonly database?: string;
  /** A folder with the SDL of the platform's own subgraphs, those of `subgraphUrls`; what is new in it is published at start. Absent: what the store has is served. */
  readonly schemaFolder?: string;
  /** Whether partners may serve from this machine, over http and from addresses inside of networks: in development only. Default false. */
  readonly localUrls?: boolean;
  /** Private networks from which partners may serve in production all the same, such as `10.20.0.0/16`. Default none. */
  readonly allowedNetworks?: readonly string[];
  /** How often the store is asked whether another supergraph is served. Default 2,000. */
  readonly pollMs?: number;
}

interface Checked {
  readonly registry: RegistrySettings | undefined;
  readonly subgraphUrls: SubgraphUrls;
  readonly isOpen: boolean;
}

const pollMs = { default: 2_000, least: 10, most: 5_000 };

export const pollMsOf = (settings: RegistrySettings): number => settings.pollMs ?? pollMs.default;

export function checkRegistry({ registry, subgraphUrls, isOpen }: Checked, faults: Faults): void {
  if (registry === undefined) return;
  const { storeUrl, schemaFolder, allowedNetworks = [] } = registry;
  faults.check(!isOpen, 'registry', 'needs sign-in: it must know who publishes');
  faults.check(/^mongodb(?:\+srv)?:\/\//.test(storeUrl), 'registry.storeUrl', 'must be a mongodb URL');
  const named = Object.keys(subgraphUrls).length > 0;
  faults.check(schemaFolder === undefined || named, 'registry.schemaFolder', 'needs subgraphUrls, which name the subgraphs in it');
  faults.check(allowedNetworks.every(isNetwork), 'registry.allowedNetworks', 'must be networks such as 10.20.0.0/16');
  const interval = pollMsOf(registry);
  faults.check(
    Number.isInteger(interval) && interval >= pollMs.least && interval <= pollMs.most,
    'registry.pollMs',
    'must be from 10 to 5000',
  );
}

type Environment = Readonly<Record<string, string | undefined>>;

/** In the gateway's own database, at the server of the records; any of its variables turns it on. */
export function registryIn(environment: Environment): { readonly registry?: RegistrySettings } {
  const { MONGODB_URL, GATEWAY_DATABASE, REGISTRY_SCHEMA, REGISTRY_LOCAL_URLS, REGISTRY_NETWORKS } = environment;
  if ([REGISTRY_SCHEMA, REGISTRY_LOCAL_URLS, REGISTRY_NETWORKS].every((given) => given === undefined)) return {};
  return {
    registry: {
      storeUrl: MONGODB_URL ?? '',
      ...(GATEWAY_DATABASE === undefined ? {} : { database: GATEWAY_DATABASE }),
      ...(REGISTRY_SCHEMA === undefined ? {} : { schemaFolder: REGISTRY_SCHEMA }),
      ...(REGISTRY_LOCAL_URLS === undefined ? {} : { localUrls: REGISTRY_LOCAL_URLS === 'true' }),
      ...(REGISTRY_NETWORKS === undefined ? {} : { allowedNetworks: REGISTRY_NETWORKS.split(',').map((network) => network.trim()) }),
    },
  };
}
