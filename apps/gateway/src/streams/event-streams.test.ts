import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { readEvents, type StreamEvent } from './read-events.ts';
import { patientId, type StreamTest, startStreamTest } from './testing.ts';

let issuer: TestProvider;
let test: StreamTest;
let token: string;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
beforeEach(async () => {
  token = await issuer.token();
  test = await startStreamTest(issuer, { streams: { perCaller: 2, heartbeatMs: 50 }, corsOrigins: ['https://portal.example.vn'] });
});
afterEach(() => test.close());

const admitted = 'subscription { admitted { id name } }';
const shown = { data: { admitted: { id: patientId, name: `name of ${patientId}` } } };

async function open(query: string, headers: Readonly<Record<string, string>> = {}) {
  const controller = new AbortController();
  const response = await fetch(test.gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query }),
    signal: controller.signal,
  });
  const text = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
  let events: AsyncIterator<StreamEvent> | undefined;
  const next = async (): Promise<unknown> => {
    events ??= readEvents(text, 1_000_000);
    const { value, done } = await events.next();
    if (done === true) throw new Error('The stream broke off.');
    return typeof value === 'object' ? JSON.parse(value.data) : value;
  };
  return { response, text, next, leave: () => controller.abort() };
}

describe('a subscription as a stream of events', () => {
  it('is what a client of GraphQL over SSE subscribes to', async () => {
    const client = createClient({ url: test.gateway.url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
    const results = client.iterate({ query: admitted });
    const first = results.next();
    await test.wards.opened.until(1);

    await test.wards.publish({ id: patientId });
    expect((await first).value).toEqual(shown);
    await test.wards.publish({ id: patientId });
    expect((await results.next()).value).toEqual(shown);
    await results.return?.(undefined);
    await test.wards.closed.until(1);
    client.dispose();
  });

  it('is on the path of everything else, with its id and for the origins that may read it', async () => {
    const { response, leave } = await open(admitted, { origin: 'https://portal.example.vn' });

    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': expect.any(String),
      'access-control-allow-origin': 'https://portal.example.vn',
    });
    leave();
  });

  it('is alive while nothing happens', async () => {
    const { text, leave } = await open(admitted);
    let seen = '';

    for await (const piece of text) {
      seen += piece;
      if (seen.length > 3 * ':\n\n'.length) break;
    }

    expect(seen).toMatch(/^(:\n\n)+$/);
    leave();
  });

  it('ends with an error that says why when its token expires', async () => {
    token = await issuer.token({ claims: { exp: Math.floor(Date.now() / 1_000) - 4 } }); // Clocks may differ by five.
    const { next } = await open(admitted);
    await test.wards.opened.until(1);
    await test.wards.publish({ id: patientId });

    expect(await next()).toEqual(shown);
    expect(await next()).toEqual({
      errors: [{ message: 'The access token is not valid any more.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await next()).toBe('complete');
    await test.wards.closed.until(1);
  });

  it('breaks off without a farewell when the gateway drains, so that clients come back', async () => {
    const { next } = await open(admitted);
    await test.wards.opened.until(1);

    const cut = expect(next()).rejects.toThrow(); // Awaited from the start: it may come before the gateway is back.
    await test.restartGateway();

    await cut;
  });

  it('ends with the code of a broken source when its subgraph restarts', async () => {
    const { next } = await open(admitted);
    await test.wards.opened.until(1);

    await test.restartWards();

    expect(await next()).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'wards' } }] });
    expect(await next()).toBe('complete');
  });

  it('is one of those that its caller may have open', async () => {
    const streams = [await open(admitted), await open(admitted)];

    const third = await open(admitted);
    expect(third.response.status).toBe(429);
    streams[0]?.leave();
    await test.wards.closed.until(1);
    const fourth = await open(admitted);

    expect(fourth.response.status).toBe(200);
    streams[1]?.leave();
    fourth.leave();
  });
});

describe('other operations as a stream of events', () => {
  it('have one result', async () => {
    const { next } = await open('{ beds }');

    expect(await next()).toEqual({ data: { beds: 12 } });
    expect(await next()).toBe('complete');
  });

  it.each([
    ['that is none of the graph', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that is no document', '{', 'GRAPHQL_PARSE_FAILED'],
  ])('have their errors as result: one %s', async (_what, query, code) => {
    const { next } = await open(query);

    expect(await next()).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(await next()).toBe('complete');
  });
});

describe('a stream of events is refused', () => {
  it('for a token that is not right', async () => {
    const { response } = await open(admitted, { authorization: 'Bearer a.b.c' });

    expect(response.status).toBe(401);
    expect(test.wards.opened.now()).toBe(0);
  });

  it('for a body that a page could send without asking', async () => {
    const { response } = await open(admitted, { 'content-type': 'text/plain' });

    expect(response.status).toBe(415);
  });

  it('by GET: what is asked for would stand in the logs of every proxy', async () => {
    const response = await fetch(`${test.gateway.url}?query=${encodeURIComponent(admitted)}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, 'apollo-require-preflight': 'true' },
    });

    expect(response.status).toBe(406);
  });

  it('without being asked for: the same over plain HTTP tells how', async () => {
    const response = await fetch(test.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: admitted }),
    });

    expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringContaining('text/event-stream') }] });
  });
});
