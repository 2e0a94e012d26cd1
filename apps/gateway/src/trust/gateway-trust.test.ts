import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy, LABELLED, startForTest, type TestGateway } from '../testing/test-gateway.ts';
import { keysOfGateway, trustingEndpoint } from '../testing/trusting-endpoint.ts';
import { createGatewayTrust } from './gateway-trust.ts';

const NAME = { query: '{ patient(id: "1") { name } }' };

let provider: TestProvider;
let gateway: TestGateway;
let headers: Record<string, string>;
beforeAll(async () => {
  provider = await startIssuer();
  headers = { authorization: `Bearer ${await provider.token()}` };
});
afterAll(() => provider.close());
beforeEach(async () => {
  gateway = await startForTest({ ...enforcedBy(provider), sdl: LABELLED });
});
afterEach(() => gateway.close());

/** What a header that the subgraph once got opens now, with what it came with or something else. */
const replay = async (header: string | undefined, body: string, url = gateway.subgraphUrl): Promise<number> =>
  (await fetch(url, { method: 'POST', headers: { 'x-health-graph-caller': String(header) }, body })).status;

describe('a fetch of the gateway', () => {
  it('is proved to the subgraph, which answers nobody else', async () => {
    expect(await gateway.ask(NAME, headers)).toMatchObject({ body: { data: { patient: { name: 'Lan' } } } });
    expect(await replay(undefined, JSON.stringify(NAME))).toBe(401);
  });

  it('cannot be sent again, nor its header with another body', async () => {
    await gateway.ask(NAME, headers);
    const [header, body = ''] = [gateway.seen.at(-1)?.['x-health-graph-caller'] as string, gateway.answered.at(-1)];

    expect(await replay(header, body)).toBe(401);
    expect(await replay(header, body.replace('name', 'id'))).toBe(401);
  });

  it('proves nothing at another endpoint', async () => {
    await gateway.ask(NAME, headers);
    const header = gateway.seen.at(-1)?.['x-health-graph-caller'] as string;
    const partner = trustingEndpoint(
      'partner',
      keysOfGateway(() => gateway.url),
    );
    const request = { header, method: 'POST', path: '/graphql', body: gateway.answered.at(-1) ?? '' };

    await expect(partner.verify(request)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', httpStatus: 401 });
  });

  it('cannot be made by a partner: its keys with the gateway are nobody else’s', async () => {
    const keys = createGatewayTrust({ rotationMs: 3_600_000 });
    const own = keys.with(new Map([['patients', gateway.subgraphUrl]]));
    const body = JSON.stringify(NAME);

    const forged = await own.signerFor({ requestId: 'r1' }).sign('patients', '/graphql', body);

    keys.close();
    expect(await replay(forged, body)).toBe(401);
    expect(await gateway.ask(NAME, headers)).toMatchObject({ status: 200 });
  });

  it('has a name of its own each time', async () => {
    for (let count = 0; count < 3; count++) await gateway.ask(NAME, headers);

    expect(new Set(gateway.seen.map((seen) => seen['x-health-graph-caller'])).size).toBe(3);
  });
});

describe('trust keys', () => {
  it('are published by the gateway', async () => {
    const published = (await (await fetch(new URL('/trust/keys', gateway.url))).json()) as { current: string; keys: { kid: string }[] };

    expect(published.keys.map(({ kid }) => kid)).toContain(published.current);
  });

  it('may change at the subgraph, which may have started again: the fetch is signed anew', async () => {
    await gateway.ask(NAME, headers);
    for (let turn = 0; turn < 3; turn++) gateway.endpoint.rotate();

    expect(await gateway.ask(NAME, headers)).toMatchObject({ body: { data: { patient: { name: 'Lan' } } } });
    expect(gateway.answered).toHaveLength(2);
    expect(gateway.seen).toHaveLength(3);
  });

  it('of a subgraph that refuses all the same are not asked for again and again, and the client is told of the subgraph', async () => {
    await gateway.ask(NAME, headers);
    for (let turn = 0; turn < 3; turn++) gateway.endpoint.rotate();
    await gateway.ask(NAME, headers);
    for (let turn = 0; turn < 3; turn++) gateway.endpoint.rotate();

    expect(await gateway.ask(NAME, headers)).toMatchObject({
      status: 200,
      body: {
        data: { patient: null },
        errors: [{ path: ['patient'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'patients' } }],
      },
    });
  });

  it('of gateway and subgraph rotate without a refused fetch', async () => {
    const endpoint = trustingEndpoint('patients', async () => trust.published());
    const server = createServer((_request, response) => response.end(JSON.stringify(endpoint.published()))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const trust = createGatewayTrust({ rotationMs: 3_600_000 });
    const { sign } = trust.with(new Map([['patients', url]])).signerFor({ requestId: 'r1' });
    const kids = new Set<string>();

    for (let turn = 0; turn < 6; turn++) {
      const header = await sign('patients', '/graphql', '{}');
      trust.rotate(); // While it is on its way.
      if (turn === 3) endpoint.rotate();
      expect(await endpoint.verify({ header, method: 'POST', path: '/graphql', body: '{}' })).toEqual({ requestId: 'r1' });
      kids.add(header.split('.')[1] ?? '');
    }

    trust.close();
    server.close();
    server.closeAllConnections();
    expect(kids.size).toBe(6);
  });

  it('follow from the secret that replicas share, and from the clock', () => {
    let time = 1_000_000_000;
    const replica = () => {
      const trust = createGatewayTrust({ secret: 's'.repeat(32), rotationMs: 3_600_000, now: () => time });
      trust.close();
      return trust;
    };
    const first = replica();
    const same = replica().published();
    const second = first.published().keys[1]?.kid;
    time += 3_600_000;
    first.rotate();

    expect(same).toEqual({ ...same, current: same.keys[0]?.kid });
    expect(first.published().current).toBe(second);
    expect(replica().published().current).toBe(second);
  });

  it('are refused from a subgraph that publishes none', async () => {
    const trust = createGatewayTrust({ rotationMs: 3_600_000 });
    const endpoints = trust.with(new Map([['patients', provider.url]]));

    await expect(endpoints.signerFor({ requestId: 'r1' }).sign('patients', '/graphql', '{}')).rejects.toThrow('something else than keys');
    trust.close();
  });
});
