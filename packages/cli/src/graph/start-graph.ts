import type { SubgraphName } from '@health-graph/records';
import { type Child, spawnRole } from './child.ts';
import type { DataFolder } from './data-folder.ts';
import type {
  GatewayRoleConfig,
  StoreRoleConfig,
  SubgraphsReady,
  SubgraphsRoleConfig,
  SubgraphsTold,
  UrlReady,
} from './roles/role-config.ts';
import { removeRuntime, writeRuntime } from './runtime-file.ts';

export const subgraphNames: readonly SubgraphName[] = ['patients', 'encounters', 'pharmacy', 'identity', 'health-book'];

/** What access tokens are for unless `OIDC_AUDIENCE` says otherwise; the same whatever port the gateway has. */
export const defaultAudience = 'urn:health-graph:graphql';

export interface StartGraphOptions {
  readonly folder: DataFolder;
  /** A MongoDB server to use instead of the embedded store. */
  readonly mongoUrl?: string;
  /** The gateway's port; absent: no gateway, as an import needs none. 0: any free port. */
  readonly gatewayPort?: number;
  /** An OpenID provider to use instead of the embedded one. */
  readonly issuer?: string;
  /** What access tokens must be for. Default `defaultAudience`. */
  readonly audience?: string;
  /** Each subgraph in a process of its own. */
  readonly isolate?: boolean;
  /** Called with what is being waited for. */
  readonly onStep?: (step: string) => void;
}

export type SubgraphUrls = Readonly<Record<SubgraphName, { readonly url: string }>>;

/** A graph whose processes this one started. */
export interface RunningGraph {
  readonly storeUrl: string;
  readonly subgraphs: SubgraphUrls;
  /** Starts the gateway over the subgraphs and gives its URL; undefined when none was asked for. */
  openGateway(): Promise<string | undefined>;
  /** Resolves with a reason when one of the processes ends by itself. */
  readonly failed: Promise<string>;
  close(): Promise<void>;
}

type AnyChild = Child<never, unknown>;

/** Starts the store, then the subgraphs; the gateway's modules load meanwhile. Whatever was started is closed again when a step fails. */
export async function startGraph(options: StartGraphOptions): Promise<RunningGraph> {
  const { folder } = options;
  const children: { readonly role: string; readonly child: AnyChild }[] = [];
  const failure = Promise.withResolvers<string>();
  const spawn = <Config, Ready>(role: 'store' | 'subgraphs' | 'gateway', name: string = role): Child<Config, Ready> => {
    const child = spawnRole<Config, Ready>(role, folder.compileCache);
    child.onUnexpectedExit((reason) => failure.resolve(`The ${name} process ended unexpectedly (${reason}).`));
    children.push({ role, child: child as AnyChild });
    return child;
  };
  const close = async (): Promise<void> => {
    for (const role of ['gateway', 'subgraphs', 'store']) {
      await Promise.all(children.filter((entry) => entry.role === role).map(({ child }) => child.close()));
    }
    await removeRuntime(folder);
  };

  try {
    const store = options.mongoUrl === undefined ? spawn<StoreRoleConfig, UrlReady>('store') : undefined;
    const groups = options.isolate ? subgraphNames.map((name) => [name]) : [subgraphNames];
    const hosts: readonly SubgraphsHost[] = groups.map((names) => ({
      names,
      child: spawn<SubgraphsRoleConfig, SubgraphsReady>('subgraphs', names.length === 1 ? names[0] : 'subgraphs'),
    }));
    const gateway = options.gatewayPort === undefined ? undefined : spawn<GatewayRoleConfig, UrlReady>('gateway');

    options.onStep?.('opening the store');
    const storeUrl = options.mongoUrl ?? (await store?.begin({ folder: folder.storeFolder }))?.url ?? '';
    options.onStep?.('starting the subgraphs');
    const audience = options.audience ?? defaultAudience;
    const hasProvider = options.gatewayPort !== undefined && options.issuer === undefined;
    const common = { storeUrl, internalSecret: folder.internalSecret };
    const { subgraphs, issuer } = await beginHosts(hosts, hasProvider ? { ...common, oidc: { audience } } : common);
    const runtime = { pid: process.pid, storeUrl, subgraphs };
    await writeRuntime(folder, runtime);
    return {
      storeUrl,
      subgraphs,
      failed: failure.promise,
      close,
      openGateway: async () => {
        const access = { issuer: options.issuer ?? issuer ?? '', audience, storeUrl, anchorFolder: folder.anchorFolder };
        const ready = await gateway?.begin({ port: options.gatewayPort ?? 0, subgraphs, ...access });
        if (ready) for (const { child } of hosts) child.tell({ gatewayUrl: ready.url } satisfies SubgraphsTold);
        if (ready) await writeRuntime(folder, { ...runtime, gatewayUrl: ready.url });
        return ready?.url;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface SubgraphsHost {
  readonly names: readonly SubgraphName[];
  readonly child: Child<SubgraphsRoleConfig, SubgraphsReady>;
}

/** Identity's host first: the others ask it who may see what. */
async function beginHosts(
  hosts: readonly SubgraphsHost[],
  config: Omit<SubgraphsRoleConfig, 'names' | 'identityUrl'>,
): Promise<{ readonly subgraphs: SubgraphUrls; readonly issuer?: string }> {
  const first = hosts.find(({ names }) => names.includes('identity'));
  if (first === undefined) throw new Error('No host has identity.');
  const identity = await first.child.begin({ names: first.names, ...config });
  const { oidc: _oidc, ...rest } = { ...config, identityUrl: identity.subgraphs.identity?.url ?? '' };
  const others = await Promise.all(hosts.filter((host) => host !== first).map(({ names, child }) => child.begin({ names, ...rest })));
  const subgraphs = Object.assign({}, ...[identity, ...others].map((host) => host.subgraphs)) as SubgraphUrls;
  return { subgraphs, ...(identity.issuer === undefined ? {} : { issuer: identity.issuer }) };
}
