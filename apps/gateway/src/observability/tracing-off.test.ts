import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { activeTracer } from '@health-graph/subgraph-kit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startForTest, type TestGateway } from '../testing/test-gateway.ts';
import { openObservability } from './observability.ts';
import { observabilityConfig } from './settings.ts';

let gateway: TestGateway | undefined;
let collector: Server | undefined;

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  collector?.close();
  collector = undefined;
});

describe('what nobody asked for', () => {
  it('is not there: the parts that are given are the parts that are used', async () => {
    const observability = await openObservability(observabilityConfig({ logLevel: 'silent' }));
    const client = { send: async () => ({}), close: async () => undefined };

    expect(observability.client(client)).toBe(client);
    expect([observability.looked, observability.compiling, observability.adminUrl]).toEqual([undefined, undefined, undefined]);
    expect(activeTracer('gateway')).toBeUndefined();
    await observability.close();
  });

  it('is not told to subgraphs either', async () => {
    gateway = await startForTest();

    await gateway.ask(
      { query: '{ patient(id: "1") { name } }' },
      { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    );

    expect(gateway.seen.map(({ traceparent }) => traceparent)).toEqual([undefined]);
  });
});

describe('a collector', () => {
  it('gets the traces, the last ones before the gateway is closed', async () => {
    const paths: (string | undefined)[] = [];
    const got: string[] = [];
    collector = createServer((request, response) => {
      paths.push(request.url);
      request.setEncoding('utf8').on('data', (text: string) => got.push(text));
      request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const tracesUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    gateway = await startForTest({ observability: { logLevel: 'silent', tracesUrl } });

    await gateway.ask({ query: '{ patient(id: "1") { name } }' });
    const [seen] = gateway.seen;
    await gateway.close();
    gateway = undefined;

    expect(seen?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(paths).toEqual(['/v1/traces']);
    expect(got.join('')).toContain('gateway request');
    expect(activeTracer('gateway')).toBeUndefined();
  });

  it('that is away changes no answer and keeps nobody from closing', async () => {
    gateway = await startForTest({ observability: { logLevel: 'silent', tracesUrl: 'http://127.0.0.1:1' } });

    expect((await gateway.ask({ query: '{ patient(id: "1") { name } }' })).body).toEqual({ data: { patient: { name: 'Lan' } } });
  });
});
