import { join } from 'node:path';
import { start } from '@health-graph/gateway';
import { schemaFolder } from '../../schema/read-schema.ts';
import { firstQuery } from '../first-query.ts';
import type { GatewayRoleConfig, UrlReady } from './role-config.ts';
import { runRole } from './run-role.ts';

/** The gateway over the subgraphs of this machine. Classes are in the supergraph and not yet enforced, so it stays on loopback. */
runRole<GatewayRoleConfig, UrlReady>(async ({ port, subgraphs }) => {
  const gateway = await start({
    port,
    supergraphFile: join(schemaFolder, 'supergraph.graphql'),
    subgraphUrls: Object.fromEntries(Object.entries(subgraphs).map(([name, { url }]) => [name, url])),
    authorization: 'not-enforced',
    defaultQuery: firstQuery,
  });
  return { ready: { url: gateway.url }, close: gateway.close };
});
