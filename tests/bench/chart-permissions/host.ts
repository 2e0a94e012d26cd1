import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { start as startStore } from '@health-graph/embedded-mongo';
import { start as startEncounters } from '@health-graph/encounters';
import { start as startGateway } from '@health-graph/gateway';
import { keysOfGateway } from '@health-graph/gateway/testing';
import { start as startHealthBook } from '@health-graph/health-book';
import { start as startIdentity } from '@health-graph/identity';
import { start as startPatients } from '@health-graph/patients';
import { start as startPharmacy } from '@health-graph/pharmacy';
import { withoutClasses } from './without-classes.ts';

/** One process of the graph: prints what the others need to know of it, then its CPU time and memory for every line. */
export type Asked =
  | { readonly role: 'store'; readonly folder: string }
  | { readonly role: 'subgraphs'; readonly storeUrl: string; readonly gatewayUrl: string; readonly internalSecret: string }
  | {
      readonly role: 'gateway';
      readonly port: number;
      readonly urls: Readonly<Record<string, string>>;
      /** Absent: open, over a supergraph without classes. */
      readonly enforced?: { readonly issuer: string; readonly audience: string; readonly storeUrl: string };
    };

const schemaFile = (name: string) => fileURLToPath(new URL(`../../../schema/${name}`, import.meta.url));
const asked = JSON.parse(process.argv[2] ?? '') as Asked;
process.stdout.write(`${JSON.stringify(await begin(asked))}\n`);
createInterface({ input: process.stdin })
  .on('line', () => {
    process.stdout.write(`${JSON.stringify({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss })}\n`);
  })
  .on('close', () => process.exit(0));

async function begin(config: Asked): Promise<unknown> {
  switch (config.role) {
    case 'store':
      return (await startStore({ folder: config.folder, host: '127.0.0.1', port: 0 })).url;
    case 'subgraphs':
      return subgraphs(config);
    case 'gateway':
      return gateway(config);
  }
}

async function subgraphs({
  storeUrl,
  gatewayUrl,
  internalSecret,
}: Asked & { readonly role: 'subgraphs' }): Promise<Record<string, string>> {
  const trust = { gatewayKeys: keysOfGateway(() => gatewayUrl) };
  const common = { host: '127.0.0.1', port: 0, storeUrl, internalSecret, logLevel: 'warn', gatewayUrl, trust } as const;
  const identity = await startIdentity({ ...common, database: 'identity' });
  const others = { patients: startPatients, encounters: startEncounters, pharmacy: startPharmacy, 'health-book': startHealthBook };
  const started = await Promise.all(
    Object.entries(others).map(async ([name, start]) => {
      const { url } = await start({ ...common, database: name, identityUrl: identity.url });
      return [name, url] as const;
    }),
  );
  return { identity: identity.url, ...Object.fromEntries(started) };
}

async function gateway({ port, urls, enforced }: Asked & { readonly role: 'gateway' }): Promise<string> {
  const common = { port, subgraphUrls: urls, rateLimits: 'none' } as const;
  if (enforced === undefined) {
    const supergraphSdl = withoutClasses(await readFile(schemaFile('supergraph.graphql'), 'utf8'));
    return (await startGateway({ ...common, supergraphSdl, open: true })).url;
  }
  const { storeUrl, ...provider } = enforced;
  const anchorFolder = await mkdtemp(join(tmpdir(), 'chart-bench-anchors-'));
  process.once('exit', () => rmSync(anchorFolder, { recursive: true }));
  const files = { supergraphFile: schemaFile('supergraph.graphql'), policiesFile: schemaFile('policies.yaml') };
  return (await startGateway({ ...common, ...files, ...provider, audit: { storeUrl, anchorFolder } })).url;
}
