import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '@health-graph/gateway';
import { startIssuer } from '@health-graph/gateway/testing';
import { purposes, roles } from '@health-graph/permissions';
import { printUsage } from './usage-lines.ts';

/**
 * The gateway with sign-in, static permissions and signed fetches, and with the audit log where a store is named behind the supergraph's file.
 * Prints its address and the tokens of as many callers as a ward round has, then its CPU time and memory for every line. With `everybody` behind
 * that, the callers are one of each role and purpose, each with two sets of scopes.
 */
const CALLERS = 200;

const [supergraphFile = '', storeUrl, whom] = process.argv.slice(2);
const issuer = await startIssuer();
const anchorFolder = await mkdtemp(join(tmpdir(), 'gateway-bench-anchors-'));
const gateway = await start({
  port: 0,
  supergraphFile,
  issuer: issuer.url,
  audience: issuer.audience,
  rateLimits: 'none',
  policiesFile: fileURLToPath(new URL('../../../schema/policies.yaml', import.meta.url)),
  audit: storeUrl === undefined ? 'none' : { storeUrl, anchorFolder },
});
const doctors = Array.from({ length: CALLERS }, (_, number) => ({ sub: `bs.${number}`, jti: `t${number}` }));
const everybody = roles
  .filter((role) => role !== 'system')
  .flatMap(
    (
      role, // Nobody signs in as the system.
    ) => purposes.flatMap((purpose) => ['user/*.rs', 'openid'].map((scope) => ({ sub: `${role}.${purpose}`, role, purpose, scope }))),
  );
const tokens = await Promise.all((whom === 'everybody' ? everybody : doctors).map((claims) => issuer.token({ claims })));
process.stdout.write(`${[gateway.url, ...tokens].join(' ')}\n`);
printUsage().on('close', () => void rm(anchorFolder, { recursive: true }));
