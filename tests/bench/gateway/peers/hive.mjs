import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

// JavaScript, so that the repository's type check does not need the peers. Speaks the same protocol as `gateway-process.ts`.
const { createGatewayRuntime } = await import('@graphql-hive/gateway-runtime');
const { unifiedGraphHandler } = await import('@graphql-hive/router-runtime');

const gateway = createGatewayRuntime({
  supergraph: readFileSync(process.argv[2], 'utf8'),
  unifiedGraphHandler, // The planner in Rust.
  logging: false,
  landingPage: false,
  graphqlEndpoint: '/graphql',
  propagateHeaders: { fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }) },
});
const server = createServer(gateway);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}/graphql\n`));
createInterface({ input: process.stdin }).on('line', () => {
  process.stdout.write(`${JSON.stringify({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss })}\n`);
});
