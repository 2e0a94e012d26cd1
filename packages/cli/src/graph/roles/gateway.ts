import { join } from 'node:path';
import { allowListIn, observabilityIn, start } from '@health-graph/gateway';
import { schemaFolder } from '../../schema/read-schema.ts';
import { firstQuery } from '../first-query.ts';
import type { GatewayRoleConfig, UrlReady } from './role-config.ts';
import { runRole } from './run-role.ts';

/** The gateway over the subgraphs of this machine. */
runRole<GatewayRoleConfig, UrlReady>(async ({ port, subgraphs, issuer, audience, storeUrl, anchorFolder }) => {
  const gateway = await start({
    port,
    // On this machine partners may serve from this machine, too.
    registry: { storeUrl, schemaFolder, localUrls: true },
    policiesFile: join(schemaFolder, 'policies.yaml'),
    subgraphUrls: Object.fromEntries(Object.entries(subgraphs).map(([name, { url }]) => [name, url])),
    issuer,
    audience,
    audit: { storeUrl, anchorFolder },
    defaultQuery: firstQuery,
    ...observabilityIn(process.env),
    ...allowListIn({ ...process.env, MONGODB_URL: storeUrl }),
  });
  return { ready: { url: gateway.url }, close: gateway.close };
});
