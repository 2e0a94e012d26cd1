import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { auditLog, type ChainedEvent } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { recordId } from '@health-graph/records';
import { connect } from '@health-graph/store';
import {
  type CallerClaims,
  createPeerKeys,
  createTrustKeyRing,
  createTrustSigner,
  createTrustVerifier,
  gatewayEndpoint,
  memoryReplayCache,
  safetyCheckCaller,
  safetyProfilePath,
  type TrustKeyRing,
  trustHeader,
} from '@health-graph/subgraph-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, parse } from 'graphql';
import { type RunningGateway, start } from '../start.ts';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy } from '../testing/test-gateway.ts';
import { keysOfGateway } from '../testing/trusting-endpoint.ts';

const patientId = recordId('test', 'Patient', '1');
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy", "@requiresScopes"])`;
const guard = (dataClass: string, scope: string) => `@policy(policies: [["${dataClass}"]]) @requiresScopes(scopes: [["${scope}"]])`;
const medicines = guard('safety', 'system/MedicationRequest.r');
const allergies = guard('safety', 'system/AllergyIntolerance.r');
const patientKey = `id: ID! ${guard('public', 'system/Patient.r')}`;
const item = (name: string, substances: string, classes: string) =>
  `type ${name} ${classes} { ${substances}: [String!]! isRecognised: Boolean! labels: [String!]! facilityId: ID departmentId: ID }`;

/** The part of both subgraphs that a safety profile is made of, as `schema/` has it; and a field of the chart. */
const pharmacySdl = `${link}
  type Query { patientOfSafetyCheck(id: ID!): Patient ${medicines} }
  type Patient @key(fields: "id") { ${patientKey} safetyMedicines: [SafetyMedicine!] ${medicines} }
  ${item('SafetyMedicine', 'ingredients', medicines)}`;
const encountersSdl = `${link}
  type Query { note: String ${guard('clinical', 'system/Condition.r')} }
  type Patient @key(fields: "id") { ${patientKey} safetyAllergies: [SafetyAllergy!] ${allergies} }
  ${item('SafetyAllergy', 'substances', allergies)}`;

const efavirenz = { ingredients: ['efavirenz'], isRecognised: true, labels: ['hiv'], facilityId: 'f1', departmentId: null };
const penicillin = { substances: ['penicillins'], isRecognised: true, labels: [], facilityId: null, departmentId: null };
const entry = { patientId, classesSeen: ['safety'], classesRefused: [], fieldsSeen: [], fieldsRefused: [], rules: [], facilityIds: [] };

interface Endpoint {
  readonly name: string;
  readonly url: string;
  readonly keys: TrustKeyRing;
  readonly told: CallerClaims[];
  readonly server: Server;
}

let gateway: RunningGateway;
let provider: TestProvider;
let store: Awaited<ReturnType<typeof startStore>>;
let folder: string;
let [pharmacy, encounters]: Endpoint[] = [];

/** A subgraph that holds what the gateway signs against its keys, and says what it showed. */
async function endpointOf(name: string, sdl: string, rootValue: object): Promise<Endpoint> {
  const keys = createTrustKeyRing();
  const told: CallerClaims[] = [];
  const gatewayKeys = createPeerKeys({ load: keysOfGateway(() => gateway.url), minimumIntervalMs: 0 });
  const verify = createTrustVerifier({ endpoint: name, keys, gateway: gatewayKeys, replays: memoryReplayCache() });
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: { Patient: { __resolveReference: () => rootValue } } }]);
  const server = createServer(async (request, response) => {
    if (request.url === '/trust/keys') return void response.end(JSON.stringify(keys.published()));
    const body = await text(request);
    told.push(await verify({ header: request.headers[trustHeader], method: 'POST', path: '/graphql', body }));
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const result = await graphql({ schema, source: query, rootValue, variableValues: variables });
    return void response.end(JSON.stringify({ ...result, extensions: { audit: { entries: [entry] } } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { name, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, keys, told, server };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-safety-'));
  store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  provider = await startIssuer();
  pharmacy = await endpointOf('pharmacy', pharmacySdl, {
    patientOfSafetyCheck: ({ id }: { readonly id: string }) => ({ id, safetyMedicines: [efavirenz] }),
  });
  encounters = await endpointOf('encounters', encountersSdl, { __typename: 'Patient', id: patientId, safetyAllergies: [penicillin] });
  const services = [pharmacy, encounters].map(({ name, url }) => ({
    name,
    url,
    typeDefs: parse(name === 'pharmacy' ? pharmacySdl : encountersSdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  gateway = await start({
    port: 0,
    supergraphSdl,
    ...enforcedBy(provider),
    audit: { storeUrl: store.url, anchorFolder: join(folder, 'anchors') },
  });
});
afterAll(async () => {
  await gateway.close();
  for (const { server } of [pharmacy, encounters].flatMap((endpoint) => endpoint ?? [])) {
    server.closeAllConnections();
    server.close();
  }
  await provider.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function askedBy(keys: TrustKeyRing | undefined, requestId: string) {
  const body = JSON.stringify({ patientId });
  const peer = createPeerKeys({ load: keysOfGateway(() => gateway.url) });
  const fetched = { endpoint: gatewayEndpoint, peer, method: 'POST', path: safetyProfilePath, body };
  const sign = keys && createTrustSigner({ keys })({ requestId, caller: safetyCheckCaller('acc-hanh') });
  const headers = { 'content-type': 'application/json', ...(sign && { [trustHeader]: await sign(fetched) }) };
  const answer = await fetch(new URL(safetyProfilePath, gateway.url), { method: 'POST', headers, body });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

async function eventsOf(requestId: string): Promise<ChainedEvent[]> {
  const connection = await connect({ url: store.url, database: 'audit' });
  const events: ChainedEvent[] = [];
  for await (const found of auditLog(connection).eventsOf('gateway-1')) if (found.event.requestId === requestId) events.push(found);
  await connection.close();
  return events;
}

describe('a safety profile', () => {
  it('is joined from both subgraphs, which are told that the system asks for somebody', async () => {
    expect(await askedBy(pharmacy?.keys, 'req-1')).toEqual({ status: 200, body: { medicines: [efavirenz], allergies: [penicillin] } });
    const claims = { requestId: 'req-1', caller: safetyCheckCaller('acc-hanh') };
    expect([pharmacy?.told.at(-1), encounters?.told.at(-1)]).toEqual([claims, claims]);
  });

  it('is written down as delegated, in the request it belongs to', async () => {
    await askedBy(pharmacy?.keys, 'req-2');

    expect(await eventsOf('req-2')).toMatchObject([
      {
        event: {
          requestId: 'req-2',
          action: 'read',
          outcome: 'success',
          purpose: 'TREAT',
          actor: { accountId: 'system:safety-check', role: 'system', onBehalfOfAccountId: 'acc-hanh', clientId: 'pharmacy' },
          operation: { name: 'SafetyProfile' },
          entries: [{ patientId, classesSeen: ['safety'] }],
        },
      },
    ]);
  });

  it.each([
    ['nobody', () => undefined],
    ['a partner', () => createTrustKeyRing()],
    ['another subgraph of ours', () => encounters?.keys],
  ])('is refused to %s', async (_who, keys) => {
    expect(await askedBy(keys(), 'req-3')).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    expect(await eventsOf('req-3')).toEqual([]);
  });

  it('is cut from the operations of people, whatever their scopes', async () => {
    const before = pharmacy?.told.length;
    const token = await provider.token({ claims: { scope: 'user/*.rs system/*.rs' } });
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: `{ patientOfSafetyCheck(id: "${patientId}") { safetyMedicines { ingredients } } }` }),
    });

    expect(await answer.json()).toMatchObject({
      data: { patientOfSafetyCheck: null },
      errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    });
    expect(pharmacy?.told.length).toBe(before);
  });

  it('has no half that a subgraph does not give', async () => {
    encounters?.server.closeAllConnections();
    encounters?.server.close();

    expect(await askedBy(pharmacy?.keys, 'req-4')).toEqual({ status: 200, body: { medicines: [efavirenz], allergies: null } });
  });
});
