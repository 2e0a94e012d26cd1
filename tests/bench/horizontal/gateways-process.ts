import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type GatewaySettings, start } from '@health-graph/gateway';
import { answerEach } from './child.ts';

export interface GatewaysToStart {
  readonly port: number;
  readonly issuer: { readonly url: string; readonly audience: string };
  readonly trustSecret: string;
  readonly patientsUrl: string;
  readonly oneUrl: string;
  readonly hospitalUrls: Readonly<Record<string, string>>;
}

const schemaFile = (name: string) => fileURLToPath(new URL(`../../../schema/${name}`, import.meta.url));

/** In front of patients: says that everybody holds something of everybody, as a gateway without a locator would have to assume. */
async function withoutLocator(patientsUrl: string, hospitals: readonly string[]): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (request.url === '/internal/locate') {
        const { patientIds } = JSON.parse(body.toString()) as { readonly patientIds: readonly string[] };
        const holders = hospitals.map((endpoint) => ({ endpoint, isKnown: true }));
        return void response.end(JSON.stringify({ holders: Object.fromEntries(patientIds.map((id) => [id, holders])) }));
      }
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
      const sent = { method: request.method ?? 'GET', headers: headers as Record<string, string>, ...(body.length > 0 ? { body } : {}) };
      void fetch(new URL(request.url ?? '/', patientsUrl), sent).then(async (answer) =>
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function startAll({ port, issuer, trustSecret, patientsUrl, oneUrl, hospitalUrls }: GatewaysToStart): Promise<object> {
  const common: Omit<GatewaySettings, 'port'> = {
    supergraphFile: schemaFile('supergraph.graphql'),
    policiesFile: schemaFile('policies.yaml'),
    issuer: issuer.url,
    audience: issuer.audience,
    trustSecret,
    audit: 'none',
    rateLimits: 'none',
    // Requests are counted here, and looks for drift are no charts.
    bulkheads: { driftMs: 0 },
    observability: { logLevel: 'silent' },
    horizontal: { rulesFile: schemaFile('horizontal.yaml'), deadlineMs: 30_000 },
  };
  const everybody = await withoutLocator(patientsUrl, Object.keys(hospitalUrls));
  const one = await start({ ...common, port, subgraphUrls: { patients: patientsUrl, encounters: oneUrl } });
  const located = await start({ ...common, port: 0, subgraphUrls: { patients: patientsUrl, encounters: hospitalUrls } });
  const fannedOut = await start({ ...common, port: 0, subgraphUrls: { patients: everybody, encounters: hospitalUrls } });
  return { one: one.url, located: located.url, fannedOut: fannedOut.url };
}

answerEach(async (message: GatewaysToStart | { readonly count: true }) => {
  if (!('count' in message)) return startAll(message);
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000 };
});
