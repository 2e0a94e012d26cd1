import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  type CallerClaims,
  createPeerKeys,
  createTrustKeyRing,
  createTrustVerifier,
  gatewayEndpoint,
  memoryReplayCache,
  safetyCheckCaller,
  trustHeader,
} from '@health-graph/subgraph-kit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { testId } from '../model/builders.ts';
import { profileClient } from './profile-client.ts';

const question = { patientId: testId('Patient', 1), onBehalfOf: 'acc-hanh', requestId: 'req-7' };
const item = { ingredients: ['efavirenz'], isRecognised: true, labels: ['hiv'], facilityId: testId('Facility', 1), departmentId: null };
const allergy = { substances: ['penicillins'], isRecognised: true, labels: [] };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Seen {
  readonly body: string;
  readonly claims: CallerClaims;
}

/** Something that answers where the gateway does; it lets nobody in whom the gateway would not. Without an answer it never does. */
async function aGateway(answer: { readonly status?: number; readonly body: string } | undefined, timeoutMs?: number) {
  const [gateway, pharmacy] = [createTrustKeyRing(), createTrustKeyRing()];
  const ofPharmacy = createPeerKeys({ load: async () => pharmacy.published() });
  const verify = createTrustVerifier({ endpoint: gatewayEndpoint, keys: gateway, gateway: ofPharmacy, replays: memoryReplayCache() });
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const claims = await verify({ header: request.headers[trustHeader], method: request.method ?? '', path: request.url ?? '', body });
    seen.push({ body, claims });
    if (answer !== undefined) response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const peer = createPeerKeys({ load: async () => gateway.published() });
  return { seen, client: profileClient({ gatewayUrl, keys: pharmacy, gateway: peer, ...(timeoutMs && { timeoutMs }) }) };
}

const answering = (body: unknown) => aGateway({ body: JSON.stringify(body) });

describe('the client of safety profiles', () => {
  it('asks as system:safety-check for the account that asked, in the same request', async () => {
    const { seen, client } = await answering({ medicines: [], allergies: [] });

    await client.of(question);

    expect(seen).toEqual([
      { body: JSON.stringify({ patientId: question.patientId }), claims: { requestId: 'req-7', caller: safetyCheckCaller('acc-hanh') } },
    ]);
  });

  it('gives what was found out', async () => {
    const { client } = await answering({ medicines: [item], allergies: [allergy] });

    expect(await client.of(question)).toEqual({
      medicines: [{ substances: ['efavirenz'], isRecognised: true, labels: ['hiv'], facilityId: testId('Facility', 1) }],
      allergies: [allergy],
    });
  });

  it.each([
    ['is null', null],
    ['is no list', {}],
    ['has an item without its substances', [{ isRecognised: true, labels: [] }]],
    ['has an item whose labels cannot be read', [{ ...allergy, labels: 'hiv' }]],
    ['has an item that does not say whether it was understood', [{ ...allergy, isRecognised: 'true' }]],
    ['has an item made at no place', [{ ...allergy, facilityId: 7 }]],
    ['has a null item among others', [allergy, null]],
  ])('leaves out a part that %s', async (_what, allergies) => {
    const { client } = await answering({ medicines: [], allergies });

    expect(await client.of(question)).toEqual({ medicines: [] });
  });

  it.each([
    ['refuses', { status: 401, body: '{"errors":[]}' }],
    ['fails', { status: 500, body: JSON.stringify({ medicines: [], allergies: [] }) }],
    ['redirects', { status: 307, body: '' }],
    ['answers with a page', { status: 200, body: '<html>' }],
    ['answers with nothing', { status: 200, body: 'null' }],
  ])('knows nothing when the gateway %s', async (_what, answer) => {
    const { client } = await aGateway(answer);

    expect(await client.of(question)).toEqual({});
  });

  it('knows nothing when the gateway is away', async () => {
    const { client } = await answering({ medicines: [], allergies: [] });
    servers.splice(0).forEach((server) => {
      server.close();
    });

    expect(await client.of(question)).toEqual({});
  });

  it('knows nothing when its time is over', async () => {
    const { client } = await aGateway(undefined, 50);

    expect(await client.of(question)).toEqual({});
  });

  it('knows nothing when the keys of the gateway cannot be had', async () => {
    const gateway = createPeerKeys({ load: () => new Promise(() => undefined) });
    const client = profileClient({ gatewayUrl: 'http://127.0.0.1:1', keys: createTrustKeyRing(), gateway, timeoutMs: 50 });

    expect(await client.of(question)).toEqual({});
  });
});
