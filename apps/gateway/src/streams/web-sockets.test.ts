import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { patientId, type StreamTest, startStreamTest } from './testing.ts';

let issuer: TestProvider;
let test: StreamTest;
const clients: Client[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
beforeEach(async () => {
  test = await startStreamTest(issuer, { streams: { perConnection: 2, perCaller: 5 } });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  await test.close();
});

const wsUrl = () => test.gateway.url.replace('http', 'ws');
interface Closed {
  readonly code: number;
  readonly reason: string;
}
/** A client, and how its connection closes. */
function connect(token: string | undefined, options: Partial<ClientOptions> = {}) {
  const closed = Promise.withResolvers<Closed>();
  const client = createClient({
    url: wsUrl(),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    on: { closed: (event) => closed.resolve(event as Closed) },
    ...options,
  });
  clients.push(client);
  return { client, closed: closed.promise };
}
const admitted = { query: 'subscription Admissions { admitted { id name note } }' };
const shown = (id: string) => ({ data: { admitted: { id, name: `name of ${id}`, note: `note of ${id}` } } });
const next = async (results: AsyncIterator<unknown>): Promise<unknown> => (await results.next()).value;
const firstOf = (client: Client, query: string, variables?: Record<string, unknown>) =>
  next(client.iterate({ query, ...(variables && { variables }) }));
/** What a subscription of graphql-ws fails with: the errors of an `error` message. */
const failureOf = (client: Client, query: string): Promise<unknown> => firstOf(client, query).catch((errors: unknown) => errors);

describe('a subscription over WebSocket', () => {
  it('gives each event of the source, filled by the other subgraphs', async () => {
    const { client } = connect(await issuer.token());
    const results = client.iterate(admitted);
    const first = next(results);
    await test.wards.opened.until(1);

    await test.wards.publish({ id: patientId });
    expect(await first).toEqual(shown(patientId));
    await test.wards.publish({ id: patientId });
    expect(await next(results)).toEqual(shown(patientId));
  });

  it('is decided again at each event: a consent that was revoked in between shows at the second', async () => {
    test.facts = { consent: new Set(['identity', 'clinical']) };
    const { client } = connect(await issuer.token());
    const results = client.iterate(admitted);
    const first = next(results);
    await test.wards.opened.until(1);
    await test.wards.publish({ id: patientId });

    expect(await first).toEqual(shown(patientId));
    test.facts = {};
    await test.wards.publish({ id: patientId });
    expect(await next(results)).toMatchObject({
      data: { admitted: { id: patientId, name: null, note: null } },
      errors: [
        { path: ['admitted', 'note'], extensions: { code: 'FORBIDDEN', dataClass: 'clinical' } },
        { path: ['admitted', 'name'], extensions: { code: 'FORBIDDEN', dataClass: 'identity' } },
      ],
    });
    test.facts = { careTeam: true };
    await test.wards.publish({ id: patientId });
    expect(await next(results)).toEqual(shown(patientId));
  });

  it('is closed at its source when the client completes it, and when the client goes', async () => {
    const { client } = connect(await issuer.token());
    const [first, second] = [client.iterate(admitted), client.iterate(admitted)];
    const settled = Promise.allSettled([next(first), next(second)]);
    await test.wards.opened.until(2);

    await first.return?.(undefined);
    await test.wards.closed.until(1);
    client.terminate();
    await test.wards.closed.until(2);

    await settled;
  });

  it('ends with the code of a broken source when its subgraph restarts, and is opened again', async () => {
    const { client } = connect(await issuer.token());
    const broken = failureOf(client, admitted.query);
    await test.wards.opened.until(1);

    const wards = await test.restartWards();

    expect(await broken).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'wards' } }]);
    const again = firstOf(client, admitted.query);
    await wards.opened.until(1);
    await wards.publish({ id: patientId });
    expect(await again).toEqual(shown(patientId));
  });

  it('goes on at another gateway when this one drains: clients connect again by themselves', async () => {
    const codes: number[] = [];
    const restarted = Promise.withResolvers<void>();
    const { client } = connect(await issuer.token(), {
      retryAttempts: 1,
      retryWait: () => restarted.promise,
      on: { closed: (event) => codes.push((event as Closed).code) },
    });
    const results = client.iterate(admitted);
    const first = next(results);
    await test.wards.opened.until(1);

    await test.restartGateway();
    restarted.resolve();
    await test.wards.opened.until(2);
    await test.wards.publish({ id: patientId });

    expect(await first).toEqual(shown(patientId));
    expect(codes).toEqual([1012]);
  });

  it('ends when the token of its connection expires in mid-stream, with a code on which clients come back with another', async () => {
    const inOneSecond = Math.floor(Date.now() / 1_000) - 4; // Clocks may differ by five.
    const tokens = [await issuer.token({ claims: { exp: inOneSecond } }), await issuer.token()];
    const codes: Closed[] = [];
    const { client } = connect(undefined, {
      retryAttempts: 1,
      connectionParams: () => ({ authorization: `Bearer ${tokens.shift()}` }),
      on: { closed: (event) => codes.push(event as Closed) },
    });
    const results = client.iterate(admitted);
    const first = next(results);
    await test.wards.opened.until(1);
    await test.wards.publish({ id: patientId });
    expect(await first).toEqual(shown(patientId));

    const second = next(results);
    await test.wards.opened.until(2);
    await test.wards.publish({ id: patientId });

    expect(await second).toEqual(shown(patientId));
    expect(codes).toMatchObject([{ code: 4403, reason: 'The access token is not valid any more.' }]);
  });

  it('asks nobody for what its caller may not ask for', async () => {
    const { client } = connect(await issuer.token({ claims: { role: 'health-department-analyst', purpose: 'HRESCH' } }));

    expect(await firstOf(client, 'subscription { clinicalOnly { id } }')).toMatchObject({
      data: { clinicalOnly: null },
      errors: [{ path: ['clinicalOnly'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    });
    expect(test.wards.opened.now()).toBe(0);
    const first = firstOf(client, admitted.query);
    await test.wards.opened.until(1);
    await test.wards.publish({ id: patientId });
    expect(await first).toMatchObject({
      data: { admitted: { id: patientId, name: null, note: null } },
      errors: ['name', 'note'].map((field) => ({ path: ['admitted', field], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } })),
    });
  });

  it('is not opened for somebody who did not sign in', async () => {
    const { client } = connect(undefined);

    expect(await firstOf(client, 'subscription { admitted { id } }')).toMatchObject({
      data: { admitted: null },
      errors: [{ path: ['admitted'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    });
    expect(test.wards.opened.now()).toBe(0);
  });

  it.each([
    ['no field of the graph', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no document', '{', 'GRAPHQL_PARSE_FAILED'],
    ['a document that is too deep', `{ patient(id: "1") ${'{ x '.repeat(40)}${'}'.repeat(40)} }`, 'OPERATION_TOO_COMPLEX'],
    ['two operations without a name', 'query A { beds } query B { beds }', 'OPERATION_RESOLUTION_FAILURE'],
    ['an argument that is wrong', 'subscription { bulk(size: "x") { text } }', 'BAD_USER_INPUT'],
  ])('is refused, like any operation: %s', async (_what, query, code) => {
    const { client } = connect(await issuer.token());

    expect(await failureOf(client, query)).toMatchObject([{ extensions: { code } }]);
  });

  it('is refused for a variable that is wrong', async () => {
    const { client } = connect(await issuer.token());

    expect(await firstOf(client, 'subscription ($size: Int!) { bulk(size: $size) { text } }', { size: 'x' })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'size' } }],
    });
  });
});

describe('queries and mutations over WebSocket', () => {
  it('go the same way as over HTTP', async () => {
    const { client } = connect(await issuer.token());

    expect(await firstOf(client, `{ patient(id: "${patientId}") { id name note } }`)).toEqual({
      data: { patient: { id: patientId, name: `name of ${patientId}`, note: `note of ${patientId}` } },
    });
    expect(await firstOf(client, `mutation { admit(id: "${patientId}") }`)).toEqual({ data: { admit: true } });
  });
});

describe('a WebSocket', () => {
  it('is closed for a token that is not right, with a code on which clients give up', async () => {
    const { client, closed } = connect('a.b.c', { retryAttempts: 5 });
    const failed = failureOf(client, admitted.query);

    expect(await closed).toMatchObject({ code: 4401, reason: 'The access token is not valid.' });
    expect(await failed).toMatchObject({ code: 4401 });
    expect(test.wards.opened.now()).toBe(0);
  });

  it.each([
    ['from a page of another site', '/graphql', { origin: 'https://evil.example' }, 403],
    ['on another path', '/elsewhere', {}, 404],
  ])('is refused %s', async (_what, path, headers, status) => {
    const socket = new WebSocket(new URL(path, wsUrl()), 'graphql-transport-ws', { headers });
    const answered = await new Promise<number | undefined>((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.once('open', () => resolve(undefined));
    });

    expect(answered).toBe(status);
  });

  it("is taken from the gateway's own pages", async () => {
    const { origin } = new URL(test.gateway.url);
    const socket = new WebSocket(wsUrl(), 'graphql-transport-ws', { headers: { origin } });

    await new Promise((resolve) => socket.once('open', resolve));
    socket.terminate();
  });

  it.each([
    ['speaks no protocol', undefined, undefined, 4406],
    ['begins with an operation', 'graphql-transport-ws', '{"id":"1","type":"subscribe","payload":{"query":"{beds}"}}', 4401],
    ['sends no message of the protocol', 'graphql-transport-ws', 'hello', 4400],
    ['sends more than a request may be', 'graphql-transport-ws', 'x'.repeat(1_100_000), 1009],
  ])('is closed when its client %s', async (_what, protocol, message, code) => {
    const socket = new WebSocket(wsUrl(), protocol);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.once('open', () => message !== undefined && socket.send(message));

    expect(await closed).toBe(code);
  });

  it('carries no more operations at a time than it may', async () => {
    const { client } = connect(await issuer.token());
    const results = [client.iterate(admitted), client.iterate(admitted)];
    const waiting = results.map(next);
    await test.wards.opened.until(2);

    expect(await failureOf(client, admitted.query)).toMatchObject([{ extensions: { code: 'RATE_LIMITED', limit: 2 } }]);
    await results[0]?.return?.(undefined);
    await test.wards.closed.until(1);
    expect(await firstOf(client, '{ beds }')).toEqual({ data: { beds: 12 } });
    await results[1]?.return?.(undefined);
    await Promise.allSettled(waiting);
  });

  it('is one of those that its caller may have open, together with what is open on them', async () => {
    const token = await issuer.token();
    const [first, second] = [connect(token).client, connect(token).client];
    const results = [first, first, second].map((client) => client.iterate(admitted));
    const waiting = results.map(next);
    await test.wards.opened.until(3); // With two connections: five places.

    const another = connect(token);
    const refused = failureOf(another.client, admitted.query);

    expect(await failureOf(second, admitted.query)).toMatchObject([{ extensions: { code: 'RATE_LIMITED', limit: 5 } }]);
    expect(await another.closed).toMatchObject({ code: 1013 });
    await refused;
    expect(await firstOf(connect(await issuer.token({ claims: { sub: 'another' } })).client, '{ beds }')).toEqual({ data: { beds: 12 } });
    for (const result of results) await result.return?.(undefined);
    await Promise.allSettled(waiting);
  });
});
