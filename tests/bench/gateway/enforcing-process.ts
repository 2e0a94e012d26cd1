import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { start } from '@health-graph/gateway';
import { startIssuer } from '@health-graph/gateway/testing';

/**
 * The gateway with sign-in, static permissions and signed fetches, and with the audit log where a store is named behind the supergraph's file.
 * Prints its address and the tokens of as many callers as a ward round has, then its CPU time and memory for every line.
 */
const CALLERS = 200;

const [supergraphFile = '', storeUrl] = process.argv.slice(2);
const issuer = await startIssuer();
const anchorFolder = await mkdtemp(join(tmpdir(), 'gateway-bench-anchors-'));
const gateway = await start({
  port: 0,
  supergraphFile,
  issuer: issuer.url,
  audience: issuer.audience,
  rateLimits: 'none',
  policiesFile: fileURLToPath(new URL('../../../schema/policies.yaml', import.meta.url)),
  ...(storeUrl === undefined ? {} : { audit: { storeUrl, anchorFolder } }),
});
const tokens = await Promise.all(
  Array.from({ length: CALLERS }, (_, number) => issuer.token({ claims: { sub: `bs.${number}`, jti: `t${number}` } })),
);
process.stdout.write(`${[gateway.url, ...tokens].join(' ')}\n`);
createInterface({ input: process.stdin })
  .on('line', () => {
    process.stdout.write(`${JSON.stringify({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss })}\n`);
  })
  .on('close', () => void rm(anchorFolder, { recursive: true }));
