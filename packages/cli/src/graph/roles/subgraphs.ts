import type { SubgraphName } from '@health-graph/records';
import type { AppConfig, RunningSubgraph } from '@health-graph/subgraph-kit';
import type { SubgraphUrls } from '../start-graph.ts';
import type { SubgraphsRoleConfig } from './role-config.ts';
import { runRole } from './run-role.ts';

/** Each app's `start`, loaded only where it is asked for: an isolated process carries no other app's code. */
const apps: Readonly<Record<SubgraphName, () => Promise<{ start(config: AppConfig): Promise<RunningSubgraph> }>>> = {
  patients: () => import('@health-graph/patients'),
  encounters: () => import('@health-graph/encounters'),
  pharmacy: () => import('@health-graph/pharmacy'),
  identity: () => import('@health-graph/identity'),
  'health-book': () => import('@health-graph/health-book'),
};

/** Some or all of the five subgraphs in one process, each on an HTTP port of its own. */
runRole<SubgraphsRoleConfig, Partial<SubgraphUrls>>(async ({ names, storeUrl, internalSecret }) => {
  const running = await Promise.all(
    names.map(async (name) => {
      const { start } = await apps[name]();
      const subgraph = await start({ host: '127.0.0.1', port: 0, storeUrl, database: name, internalSecret, logLevel: 'warn' });
      return { name, subgraph };
    }),
  );
  return {
    ready: Object.fromEntries(running.map(({ name, subgraph }) => [name, { url: subgraph.url }])),
    close: async () => {
      await Promise.all(running.map(({ subgraph }) => subgraph.close()));
    },
  };
});
