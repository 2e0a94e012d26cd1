import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { start } from '../start.ts';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { composeForTest, enforcedBy, LABELLED, startForTest, type TestGateway, type TestSettings } from '../testing/test-gateway.ts';

let gateway: TestGateway;
let issuer: TestProvider | undefined;

afterEach(async () => {
  await gateway.close();
  await issuer?.close();
  issuer = undefined;
});

const measured = async (settings: TestSettings = {}): Promise<void> => {
  gateway = await startForTest({ observability: { adminPort: 0, logLevel: 'silent' }, ...settings });
};
const scrape = async (): Promise<string> => (await fetch(`${gateway.adminUrl}/metrics`)).text();

/** The value of one series, as Prometheus would read it. */
async function seriesValue(series: string): Promise<number | undefined> {
  const line = (await scrape()).split('\n').find((text) => text.startsWith(`health_graph_gateway_${series} `));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

describe('metrics', () => {
  it('count requests by how they ended', async () => {
    await measured();

    await gateway.ask({ query: '{ patient(id: "1") { name } }' });
    await gateway.ask({ query: '{ failing patient(id: "1") { name } }' });
    await gateway.ask({ query: '{ failing }' });
    await gateway.ask({ query: '{ nothingOfThisName }' });
    await gateway.ask('{');

    expect(await seriesValue('requests_total{outcome="answered"}')).toBe(1);
    expect(await seriesValue('requests_total{outcome="partial"}')).toBe(2);
    expect(await seriesValue('requests_total{outcome="invalid"}')).toBe(2);
    expect(await seriesValue('requests_total{outcome="error"}')).toBe(0);
    expect(await seriesValue('request_seconds_count')).toBe(5);
    expect(await seriesValue('requests_in_flight')).toBe(0);
  });

  it('tell compiled operations that were found from those that were planned', async () => {
    await measured();

    for (let time = 0; time < 3; time++) await gateway.ask({ query: '{ patient(id: "1") { name } }' });

    expect(await seriesValue('operation_lookups_total{result="miss"}')).toBe(1);
    expect(await seriesValue('operation_lookups_total{result="hit"}')).toBe(2);
    expect(await seriesValue('plan_seconds_count{outcome="made"}')).toBe(1);
    expect(await seriesValue('fetch_seconds_count{subgraph="patients",outcome="answered"}')).toBe(3);
  });

  it('tell a subgraph that does not answer', async () => {
    await measured({ subgraphUrls: { patients: 'http://127.0.0.1:1/graphql' } });

    await gateway.ask({ query: '{ patient(id: "1") { name } }' });

    expect(await seriesValue('fetch_seconds_count{subgraph="patients",outcome="unavailable"}')).toBe(1);
    expect(await seriesValue('fetch_seconds_count{subgraph="patients",outcome="answered"}')).toBe(0);
  });

  it('tell a client that left, and whose fetch was cancelled', async () => {
    await measured();
    const leaving = new AbortController();
    const asked = fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ slow }"}',
      signal: leaving.signal,
    });
    await gateway.slowAsked;
    expect(await seriesValue('requests_in_flight')).toBe(1);

    leaving.abort();

    await expect(asked).rejects.toThrow();
    while ((await seriesValue('requests_total{outcome="client_left"}')) !== 1) await fetch(new URL('/health', gateway.url));
    expect(await seriesValue('fetch_seconds_count{subgraph="patients",outcome="cancelled"}')).toBe(1);
    expect(await seriesValue('requests_in_flight')).toBe(0);
  });

  it('name the limit that refused a request', async () => {
    await measured({ limits: { depth: 3, cost: 1, bodyBytes: 1_000 }, rateLimits: { perAddress: { requests: 3, seconds: 600 } } });

    await gateway.ask({ query: '{ patient(id: "1") { self { self { self { id } } } } }' });
    await gateway.ask({ query: '{ patient(id: "1") { others(first: 50) { id } } }' });
    await gateway.ask({ query: `{ echo(text: "${'x'.repeat(1_000)}") }` });
    await gateway.ask({ query: '{ __typename }' });

    for (const limit of ['depth', 'cost', 'body', 'rate'])
      expect([limit, await seriesValue(`refused_total{by="${limit}"}`)]).toEqual([limit, 1]);
    expect(await seriesValue('requests_total{outcome="rate_limited"}')).toBe(1);
    expect(await seriesValue('requests_total{outcome="too_large"}')).toBe(1);
  });

  it('count fields that were cut, and wrong tokens', async () => {
    issuer = await startIssuer();
    await measured({ sdl: LABELLED, ...enforcedBy(issuer) });

    await gateway.ask({ query: '{ patient(id: "1") { name } }' });
    await gateway.ask({ query: '{ __typename }' }, { authorization: 'Bearer nonsense' });

    expect(await seriesValue('cut_fields_total')).toBeGreaterThan(0);
    expect(await seriesValue('requests_total{outcome="unauthenticated"}')).toBe(1);
  });

  it('tell of the process', async () => {
    await measured();

    expect(await seriesValue('memory_bytes{kind="resident"}')).toBeGreaterThan(0);
    expect(await seriesValue('event_loop_delay_seconds{quantile="0.99"}')).toEqual(expect.any(Number));
  });

  it('are those that the table and the dashboard name', async () => {
    await measured();
    const served = new Set([...(await scrape()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

    const table = (await read('./README.md')).split('## Log')[0]?.split('| metric |')[1] ?? '';
    const named = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => `health_graph_gateway_${name}`);
    const drawn = [...(await read('../../../../infra/grafana/gateway.json')).matchAll(/health_graph_gateway_\w+/g)].map(([name]) => name);

    expect(new Set(named)).toEqual(served);
    expect(new Set(drawn.map((name) => name.replace(/_(?:bucket|count)$/, '')))).toEqual(served);
  });

  it('are never on the public port', async () => {
    await measured();

    expect((await fetch(new URL('/metrics', gateway.url))).status).toBe(404);
  });

  it('are the only thing on the admin port, which is not there unless it is asked for', async () => {
    await measured();

    expect((await fetch(`${gateway.adminUrl}/graphql`)).status).toBe(404);
    expect((await fetch(`${gateway.adminUrl}/metrics`, { method: 'POST' })).status).toBe(404);
    expect(gateway.adminUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
    await gateway.close();
    gateway = await startForTest();
    expect(gateway.adminUrl).toBeUndefined();
  });

  it('refuse to start on an admin port that is taken', async () => {
    await measured();
    const adminPort = Number(new URL(gateway.adminUrl ?? '').port);

    const starting = start({
      port: 0,
      open: true,
      supergraphSdl: composeForTest('type Query { a: String }'),
      observability: { adminPort },
    });

    await expect(starting).rejects.toThrow('The gateway cannot listen on its admin port.');
  });
});
