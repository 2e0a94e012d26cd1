import type { SubgraphName } from '@health-graph/records';
import type { AppConfig, RunningSubgraph } from '@health-graph/subgraph-kit';
import type { SubgraphsReady, SubgraphsRoleConfig } from './role-config.ts';
import { runRole } from './run-role.ts';

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

/** Some or all of the five subgraphs in one process, each on an HTTP port of its own. */
runRole<SubgraphsRoleConfig, SubgraphsReady>(async ({ names, storeUrl, internalSecret, oidc }) => {
  const common = { host: '127.0.0.1', port: 0, storeUrl, internalSecret, logLevel: 'warn', trust: 'not-enforced' } as const;
  const running = await Promise.all(
    names.map(async (name) => {
      const { start } = await apps[name]();
      const provider = name === 'identity' && oidc !== undefined ? { oidc: { port: 0, clients: [], ...oidc } as const } : {};
      return { name, subgraph: await start({ ...common, database: name, ...provider }) };
    }),
  );
  const issuer = running.find(({ name }) => name === 'identity')?.subgraph.issuer;
  return {
    ready: {
      subgraphs: Object.fromEntries(running.map(({ name, subgraph }) => [name, { url: subgraph.url }])),
      ...(issuer === undefined ? {} : { issuer }),
    },
    close: async () => {
      await Promise.all(running.map(({ subgraph }) => subgraph.close()));
    },
  };
});
