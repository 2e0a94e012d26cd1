import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { anchorsIn, auditLog, auditReader, type ChainReport, readAnchor, verifyLog } from '@health-graph/audit';
import { keysOfGateway, startIssuer, type TestProvider, trustingEndpoint } from '@health-graph/gateway/testing';
import { recordId } from '@health-graph/records';
import { connect } from '@health-graph/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { temporaryFolder } from '../journeys/health-graph.ts';
import { type ProcessUnderTest, startProcess } from './process-under-test.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const answersBeforeKill = isFull ? 2_000 : 300;
const clients = 16;
const rounds = (isFull ? [1, 2, 3, 4, 5] : [1]).flatMap((round) => [['gateway', round] as const, ['store', round] as const]);

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@policy"])
  type Query { patient: Patient }
  type Patient { name: String @policy(policies: [["identity"]]) }`;
const entry = {
  patientId: recordId('test', 'Patient', '1'),
  classesSeen: ['identity'],
  classesRefused: [],
  fieldsSeen: ['Patient.name'],
  fieldsRefused: [],
  rules: [{ rule: 'identity.2', condition: 'careTeam' }],
  facilityIds: [],
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let issuer: TestProvider;
let subgraph: Server;
let store: ProcessUnderTest;
let gateway: ProcessUnderTest;
/** Ids of the requests whose answers came whole. */
const answered = new Set<string>();

const startStore = (port = '0') =>
  startProcess('packages/embedded-mongo/src/main.ts', { args: ['--folder', join(folder.path, 'store'), '--port', port] });
const startGateway = (port = '0') =>
  startProcess('apps/gateway/src/main.ts', {
    env: {
      PORT: port,
      SUPERGRAPH_FILE: join(folder.path, 'supergraph.graphql'),
      POLICIES_FILE: new URL('../../schema/policies.yaml', import.meta.url).pathname,
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: issuer.audience,
      MONGODB_URL: store.url,
      AUDIT_ANCHORS: join(folder.path, 'anchors'),
    },
  });

/** A subgraph that shows one name and says so. */
async function startSubgraph(): Promise<Server> {
  const endpoint = trustingEndpoint(
    'patients',
    keysOfGateway(() => gateway.url),
  );
  const answer = JSON.stringify({ data: { patient: { name: 'Lan' } }, extensions: { audit: { entries: [entry] } } });
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url === '/trust/keys' ? JSON.stringify(endpoint.published()) : answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  [issuer, store, subgraph] = await Promise.all([startIssuer(), startStore(), startSubgraph()]);
  const url = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
  const { supergraphSdl = '' } = composeServices([{ name: 'patients', url, typeDefs: parse(sdl) }]);
  await writeFile(join(folder.path, 'supergraph.graphql'), supergraphSdl);
  gateway = await startGateway();
}, 60_000);
afterAll(async () => {
  await gateway?.kill();
  await store?.kill();
  await issuer?.close();
  subgraph?.closeAllConnections();
  subgraph?.close();
  await folder?.remove();
});

/** Asks again and again, through every failure, until `isEnough`. */
async function client(authorization: string, isEnough: () => boolean): Promise<void> {
  while (!isEnough()) {
    const whole = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: '{ patient { name } }' }),
    })
      .then(async (response) => ({ id: response.headers.get('x-request-id'), text: await response.text() }))
      .catch(() => undefined); // The connection broke, before or within an answer: nothing came whole.
    if (whole?.text.includes('Lan')) answered.add(whole.id ?? 'without an id');
  }
}

async function logged(): Promise<{
  readonly ids: ReadonlySet<string>;
  readonly reports: readonly ChainReport[];
  readonly anchorFaults: unknown;
}> {
  const connection = await connect({ url: store.url, database: 'audit' });
  const { files, publicKeyFile } = await anchorsIn(join(folder.path, 'anchors'));
  const key = createPublicKey(await readFile(publicKeyFile, 'utf8'));
  const anchors = await Promise.all(files.map(async (file) => readAnchor(await readFile(file, 'utf8'), key)));
  const reports: ChainReport[] = [];
  for await (const report of verifyLog(
    auditLog(connection),
    anchors.flatMap(({ heads }) => heads),
  ))
    reports.push(report);
  const ids = new Set<string>();
  for await (const { event } of auditReader(connection).all({})) ids.add(event.requestId);
  await connection.close();
  return { ids, reports, anchorFaults: anchors.flatMap(({ faults }) => faults) };
}

describe('kill -9 under load', () => {
  it.each(rounds)(
    'of the %s: chains are whole after the restart, and every answer that was served has its event (round %i)',
    async (victim, _round) => {
      const authorization = `Bearer ${await issuer.token()}`;
      const before = answered.size;
      const half = Promise.withResolvers<void>();
      const isEnough = () => {
        if (answered.size >= before + answersBeforeKill) half.resolve();
        return answered.size >= before + 2 * answersBeforeKill;
      };
      const asking = Promise.all(Array.from({ length: clients }, () => client(authorization, isEnough)));

      await half.promise;
      if (victim === 'gateway') {
        const { port } = new URL(gateway.url);
        await gateway.kill();
        gateway = await startGateway(port);
      } else {
        const { port } = new URL(store.url);
        await store.kill();
        store = await startStore(port);
      }
      await asking;

      const { ids, reports, anchorFaults } = await logged();
      expect(reports).toMatchObject([{ writer: 'gateway-1', faults: [] }]);
      expect(anchorFaults).toEqual([]);
      expect(reports[0]?.events).toBeGreaterThanOrEqual(answered.size);
      expect([...answered].filter((id) => !ids.has(id))).toEqual([]);
    },
    300_000,
  );
});
