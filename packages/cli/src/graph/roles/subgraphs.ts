import type { SubgraphName } from '@health-graph/records';
import { type AppConfig, publishedKeysAt, type RunningSubgraph, trustKeysPath } from '@health-graph/subgraph-kit';
import type { SubgraphsReady, SubgraphsRoleConfig, SubgraphsTold } from './role-config.ts';
import { runRole } from './run-role.ts';
import { traces } from './traces.ts';

type Start = (config: AppConfig & { readonly oidc?: OidcConfig }) => Promise<RunningSubgraph & { readonly issuer?: string }>;

/** Of the embedded provider: on a free port, and without apps that people sign in to. */
interface OidcConfig {
  readonly port: number;
  readonly audience: string;
  readonly clients: readonly [];
}

/** Each app's `start`, loaded only where it is asked for: an isolated process carries no other app's code. */
const apps: Readonly<Record<SubgraphName, () => Promise<{ readonly start: Start }>>> = {
  patients: () => import('@health-graph/patients'),
  encounters: () => import('@health-graph/encounters'),
  pharmacy: () => import('@health-graph/pharmacy'),
  identity: () => import('@health-graph/identity'),
  'health-book': () => import('@health-graph/health-book'),
};

/** Some or all of the five subgraphs in one process, each on an HTTP port of its own. Identity comes first: the others ask it who may see what. */
runRole<SubgraphsRoleConfig, SubgraphsReady, SubgraphsTold>(async ({ names, storeUrl, internalSecret, identityUrl, oidc }, told) => {
  // Before they start: whether a subgraph traces is decided then.
  const tracing = await traces('health-graph-subgraphs');
  const gatewayUrl = async () => (await told()).gatewayUrl;
  const gatewayKeys = async () => publishedKeysAt(new URL(trustKeysPath, await gatewayUrl()).href)();
  const running: { readonly name: SubgraphName; readonly subgraph: Awaited<ReturnType<Start>> }[] = [];
  const startOne = async (name: SubgraphName, more: Partial<Parameters<Start>[0]>): Promise<void> => {
    const { start } = await apps[name]();
    const common = {
      host: '127.0.0.1',
      port: 0,
      storeUrl,
      database: name,
      internalSecret,
      logLevel: 'warn',
      gatewayUrl,
      trust: { gatewayKeys },
    } as const;
    running.push({ name, subgraph: await start({ ...common, ...more }) });
  };
  if (names.includes('identity')) await startOne('identity', oidc === undefined ? {} : { oidc: { port: 0, clients: [], ...oidc } });
  const identity = running[0]?.subgraph;
  const url = identity?.url ?? identityUrl;
  const others = names.filter((name) => name !== 'identity');
  await Promise.all(others.map((name) => startOne(name, url === undefined ? {} : { identityUrl: url })));
  return {
    ready: {
      subgraphs: Object.fromEntries(running.map(({ name, subgraph }) => [name, { url: subgraph.url }])),
      ...(identity?.issuer === undefined ? {} : { issuer: identity.issuer }),
    },
    close: async () => {
      // Identity last, as it came first: encounters still tell it who takes part in them.
      const isIdentity = ({ name }: { readonly name: SubgraphName }) => name === 'identity';
      await Promise.all(running.filter((one) => !isIdentity(one)).map(({ subgraph }) => subgraph.close()));
      await Promise.all(running.filter(isIdentity).map(({ subgraph }) => subgraph.close()));
      await tracing.close();
    },
  };
});
