import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient as createEventClient } from 'graphql-sse';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { patientId, type StreamTest, startStreamTest, wards } from './testing.ts';

let issuer: TestProvider;
let test: StreamTest;
const clients: Client[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
beforeEach(async () => {
  test = await startStreamTest(issuer, { observability: { adminPort: 0, logLevel: 'silent' } });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  await test.close();
});

const query = 'subscription Admissions { admitted { id name } }';
const shown = (name: string) => ({ data: { admitted: { id: patientId, name } } });

async function connect(options: Partial<ClientOptions> = {}) {
  const closed = Promise.withResolvers<unknown>();
  const client = createClient({
    url: test.gateway.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${await issuer.token()}` },
    on: { closed: (event) => closed.resolve(event) },
    ...options,
  });
  clients.push(client);
  return { client, closed: closed.promise };
}
/** A stream whose first event is awaited, once its source listens. */
async function listen(client: Client, opened = 1, asked = query) {
  const results = client.iterate({ query: asked });
  const next = async (): Promise<unknown> => (await results.next()).value;
  const first = next();
  first.catch(() => undefined); // Whoever awaits it hears of it.
  await test.wards.opened.until(opened);
  return { first, next };
}
const publish = () => test.wards.publish({ id: patientId });
async function metric(series: string): Promise<number> {
  const text = await (await fetch(`${test.gateway.adminUrl}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`health_graph_gateway_${series} `));
  return Number(line?.slice(line.lastIndexOf(' ')));
}
/** Swaps, and waits until everything that was open has gone along or ended. */
async function swapTo(sdl: string): Promise<void> {
  const { version } = test.source.push(sdl);
  while ((await metric(`supergraph{version="${version}"}`)) !== 1);
  while ((await metric('supergraph_versions')) !== 1);
}
const withOtherPatients = async (name: string): Promise<string> => {
  const { url } = await test.startPatients(() => name);
  return test.compose({ patientsUrl: url });
};

describe('an open subscription, at a swap', () => {
  it('goes on with the same source, and its events are filled by the new graph', async () => {
    const { client } = await connect();
    const { first, next } = await listen(client);
    await publish();
    expect(await first).toEqual(shown(`name of ${patientId}`));

    await swapTo(await withOtherPatients('another name'));
    await publish();

    expect(await next()).toEqual(shown('another name'));
    expect(test.wards.opened.now()).toBe(1);
  });

  it('has an event that was being filled filled by the graph before', async () => {
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<string>();
    const { url } = await test.startPatients(() => {
      asked.resolve();
      return held.promise;
    });
    await swapTo(test.compose({ patientsUrl: url }));
    const { client } = await connect();
    const { first, next } = await listen(client);
    await publish();
    await asked.promise;

    const { version } = test.source.push(await withOtherPatients('another name'));
    while ((await metric(`supergraph{version="${version}"}`)) !== 1);
    const during = await metric('supergraph_versions');
    held.resolve('the name that was held');
    await publish();

    expect([await first, await next()]).toEqual([shown('the name that was held'), shown('another name')]);
    expect(during).toBe(2);
    while ((await metric('supergraph_versions')) !== 1);
  });

  it('loses no event and doubles none, whatever number of swaps there are', async () => {
    const names = ['first', 'second'];
    const graphs = await Promise.all(names.map(withOtherPatients));
    const { client } = await connect();
    const streams = await Promise.all(Array.from({ length: 20 }, (_, number) => listen(client, number + 1)));
    const got: unknown[][] = streams.map(() => []);
    const swaps = 8;
    for (let number = 0; number < swaps; number++) {
      await swapTo(`# ${number}\n${graphs[number % 2]}`);
      await publish();
      for (const [index, { first, next }] of streams.entries()) got[index]?.push(await (number === 0 ? first : next()));
    }

    const expected = Array.from({ length: swaps }, (_, number) => shown(names[number % 2] ?? ''));
    expect(got).toEqual(streams.map(() => expected));
    expect(test.wards.opened.now()).toBe(20);
  });
});

const without = (field: string): string => wards.replace(new RegExp(`${field}: Patient.*\n`), '');

describe('a subscription that the new graph does not have so', () => {
  it.each<[string, () => string]>([
    ['because the field is gone', () => test.compose({ wards: { sdl: without('admitted') } })],
    ['because its subgraph is somewhere else', () => test.compose({ wards: { url: 'http://127.0.0.1:1/graphql' } })],
    ['because its caller may not ask for it any more', () => test.compose({ wards: { sdl: labelled('admitted', 'audit') } })],
  ])('%s is closed over WebSocket with a code on which clients connect again', async (_why, sdl) => {
    const { client, closed } = await connect();
    const { first } = await listen(client);

    await swapTo(sdl());

    expect(await closed).toMatchObject({ code: 4410, reason: 'The graph changed; ask again.' });
    await expect(first).rejects.toMatchObject({ code: 4410 });
    await test.wards.closed.until(1);
  });

  it('ends as a stream of events with a last result that says so', async () => {
    const client = createEventClient({
      url: test.gateway.url,
      headers: { authorization: `Bearer ${await issuer.token()}` },
      retryAttempts: 0,
    });
    const results = client.iterate({ query });
    const first = results.next();
    await test.wards.opened.until(1);

    await swapTo(test.compose({ wards: { sdl: without('admitted') } }));

    expect((await first).value).toEqual({
      errors: [{ message: 'The graph changed; ask again.', extensions: { code: 'GRAPH_CHANGED' } }],
    });
    expect((await results.next()).done).toBe(true);
    client.dispose();
  });

  it('is asked again by its client, and goes on at the new address', async () => {
    const { client } = await connect({ retryAttempts: 1, retryWait: async () => undefined });
    const { first } = await listen(client);
    const before = test.wards;
    const moved = await test.startWards();

    await swapTo(test.compose({ wards: { url: moved.url } }));
    await before.closed.until(1);
    await moved.opened.until(1);
    await moved.publish({ id: patientId });

    expect(await first).toEqual(shown(`name of ${patientId}`));
    await moved.close();
  });

  it('is told what is wrong with it when it is asked again', async () => {
    const { client } = await connect({ retryAttempts: 1, retryWait: async () => undefined });
    const { first } = await listen(client);

    await swapTo(test.compose({ wards: { sdl: without('admitted') } }));

    await expect(first).rejects.toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });
});

const labelled = (field: string, name: string): string =>
  wards.replace(`${field}: Patient @policy(policies: [["public"]])`, `${field}: Patient @policy(policies: [["${name}"]])`);
