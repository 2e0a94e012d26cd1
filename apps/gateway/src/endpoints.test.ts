import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trustHeader } from '@health-graph/subgraph-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settingsFromEnvironment } from './config.ts';
import { endpointsByName, endpointsOf, urlsOf } from './endpoints.ts';
import { createSubgraphClient } from './subgraph-client.ts';
import { loadSupergraph } from './supergraph.ts';
import { composeForTest, PATIENTS } from './testing/test-gateway.ts';
import { trustingEndpoint } from './testing/trusting-endpoint.ts';
import { createGatewayTrust } from './trust/gateway-trust.ts';

const load = (subgraphUrls: Parameters<typeof loadSupergraph>[1]) => loadSupergraph(composeForTest(PATIENTS), subgraphUrls).endpoints;

describe('endpoints', () => {
  it('are called as their subgraph where there is one', () => {
    const endpoints = load({ patients: 'http://a/graphql' });

    expect(endpoints).toEqual([{ subgraph: 'patients', id: 'patients', name: 'patients', url: 'http://a/graphql' }]);
  });

  it('have names of their own where several serve one subgraph', () => {
    const { subgraphUrls = {} } = settingsFromEnvironment({
      SUBGRAPH_URLS: 'patients/h01=http://a/graphql, patients/h02=http://b/graphql',
    });

    const endpoints = load(subgraphUrls);

    expect(endpoints).toEqual([
      { subgraph: 'patients', id: 'h01', name: 'patients.h01', url: 'http://a/graphql' },
      { subgraph: 'patients', id: 'h02', name: 'patients.h02', url: 'http://b/graphql' },
    ]);
  });

  it('are found by the name of the subgraph only where there is no choice', () => {
    const endpoints = [...endpointsOf('wards', { h01: 'http://a' }), ...endpointsOf('notes', { h01: 'http://b', h02: 'http://c' })];

    expect([...endpointsByName(endpoints).keys()]).toEqual(['wards', 'wards.h01', 'notes.h01', 'notes.h02']);
  });

  it('are refused without an address', () => {
    expect(() => load({ patients: { h01: 'h01' } })).toThrow(
      expect.objectContaining({ details: { setting: 'subgraphUrls.patients.h01' } }),
    );
  });
});

describe('asking one of several endpoints', () => {
  const seen: IncomingMessage[] = [];
  const servers: Server[] = [];
  const urls: Record<string, string> = {};
  const gateway = { published: () => trust.published() };
  const trusting = trustingEndpoint('wards.h02', async () => gateway.published());
  let trust: ReturnType<typeof createGatewayTrust>;

  beforeAll(async () => {
    for (const id of ['h01', 'h02']) {
      const server = createServer((request, response) => {
        if (request.url === '/trust/keys') return void response.end(JSON.stringify(trusting.published()));
        seen.push(request.resume());
        response.end(`{"data":{"id":"${id}"}}`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      servers.push(server);
      urls[id] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    }
    trust = createGatewayTrust({ rotationMs: 3_600_000 });
  });
  afterAll(() => {
    trust.close();
    for (const server of servers) server.close();
  });

  it('asks that one, with a proof for it only', async () => {
    const client = createSubgraphClient({ endpoints: endpointsOf('wards', urls), timeoutMs: 2_000, answerBytes: 1_000 });
    const request = { subgraph: 'wards', endpoint: 'wards.h02', operationKind: 'query', body: '{}' } as const;

    const { signerFor } = trust.with(urlsOf(endpointsOf('wards', urls)));

    const answer = await client.send(request, { headers: {}, signer: signerFor({ requestId: 'r1' }) }, undefined);
    await client.close();

    const header = seen[0]?.headers[trustHeader];
    const sent = { header, method: 'POST', path: '/graphql', body: '{}' };
    const other = trustingEndpoint('wards.h01', async () => gateway.published());
    expect(answer).toEqual({ data: { id: 'h02' } });
    expect(seen).toHaveLength(1);
    await expect(other.verify(sent)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(trusting.verify(sent)).resolves.toMatchObject({ requestId: 'r1' });
  });

  it('asks none when the request does not say which', async () => {
    const client = createSubgraphClient({ endpoints: endpointsOf('wards', urls), timeoutMs: 2_000, answerBytes: 1_000 });
    seen.length = 0;

    const asking = client.send({ subgraph: 'wards', operationKind: 'query', body: '{}' }, { headers: {} }, undefined);

    await expect(asking).rejects.toThrow('A fetch is for an endpoint that there is not.');
    expect(seen).toHaveLength(0);
    await client.close();
  });
});
