import type { SubgraphName } from '@health-graph/records';
import { type Child, spawnRole } from './child.ts';
import type { DataFolder } from './data-folder.ts';
import type { GatewayRoleConfig, StoreRoleConfig, SubgraphsReady, SubgraphsRoleConfig, UrlReady } from './roles/role-config.ts';
import { removeRuntime, writeRuntime } from './runtime-file.ts';

export const subgraphNames: readonly SubgraphName[] = ['patients', 'encounters', 'pharmacy', 'identity', 'health-book'];

/** What access tokens of the embedded provider are for; the same whatever port the gateway has. */
const audience = 'urn:health-graph:graphql';

export interface StartGraphOptions {
  readonly folder: DataFolder;
  /** A MongoDB server to use instead of the embedded store. */
  readonly mongoUrl?: string;
  /** The gateway's port; absent: no gateway, as an import needs none. 0: any free port. */
  readonly gatewayPort?: number;
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
    const hosts = groups.map((names) => ({
      names,
      child: spawn<SubgraphsRoleConfig, SubgraphsReady>('subgraphs', names.length === 1 ? names[0] : 'subgraphs'),
    }));
    const gateway = options.gatewayPort === undefined ? undefined : spawn<GatewayRoleConfig, UrlReady>('gateway');

    options.onStep?.('opening the store');
    const storeUrl = options.mongoUrl ?? (await store?.begin({ folder: folder.storeFolder }))?.url ?? '';
    options.onStep?.('starting the subgraphs');
    const oidc = options.gatewayPort === undefined ? {} : { oidc: { audience } };
    const started = await Promise.all(
      hosts.map(({ names, child }) => child.begin({ names, storeUrl, internalSecret: folder.internalSecret, ...oidc })),
    );
    const subgraphs = Object.assign({}, ...started.map((host) => host.subgraphs)) as SubgraphUrls;
    const runtime = { pid: process.pid, storeUrl, subgraphs };
    await writeRuntime(folder, runtime);
    return {
      storeUrl,
      subgraphs,
      failed: failure.promise,
      close,
      openGateway: async () => {
        const ready = await gateway?.begin({ port: options.gatewayPort ?? 0, subgraphs, internalSecret: folder.internalSecret });
        if (ready) await writeRuntime(folder, { ...runtime, gatewayUrl: ready.url });
        return ready?.url;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
