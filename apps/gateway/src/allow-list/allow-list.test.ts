import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type SupergraphListener, supergraphText } from '../hot-swap/supergraph-source.ts';
import { composeForTest, PATIENTS, type TestGateway } from '../testing/test-gateway.ts';
import { operationId } from './operation-id.ts';
import { type ListTest, operationsOf, publish, startListTest } from './testing.ts';

let test: ListTest;
let gateway: TestGateway;
beforeEach(async () => {
  test = await startListTest();
  gateway = await test.gateway();
});
afterEach(() => test.close());

const text = 'query Lan { patient(id: "1") { name } }';
const other = 'query Lan { patient(id: "1") { id name } }';
const lan = { data: { patient: { name: 'Lan' } } };
const refusal = { message: expect.any(String), extensions: { code: 'OPERATION_NOT_REGISTERED' } };
const refused = { status: 403, body: { errors: [refusal] } };
const persistedQuery = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } });
const get = async (query: Readonly<Record<string, string>>) => {
  const response = await fetch(`${gateway.url}?${new URLSearchParams(query)}`, { headers: { 'apollo-require-preflight': 'true' } });
  return { status: response.status, body: (await response.json()) as unknown };
};

describe('where only registered operations run, a registered one', () => {
  beforeEach(() => publish(gateway, [text]));

  it('runs by the same text, and no other text runs', async () => {
    expect(await gateway.ask({ query: text })).toEqual({ status: 200, body: lan });
    expect(await gateway.ask({ query: other })).toEqual(refused);
    expect(await gateway.ask({ query: `${text} ` })).toEqual(refused);
    expect(gateway.answered).toHaveLength(1);
  });

  it.each(['', 'sha256:'])('runs by its id, written with the prefix "%s", and no other id does', async (prefix) => {
    expect(await gateway.ask({ documentId: `${prefix}${operationId(text)}` })).toEqual({ status: 200, body: lan });
    expect(await gateway.ask({ documentId: `${prefix}${operationId(other)}` })).toEqual(refused);
    expect(await gateway.ask({ documentId: prefix })).toEqual(refused);
  });

  it('runs by the hash that Apollo clients send, and no client teaches the gateway another', async () => {
    const taught = { query: other, extensions: persistedQuery(operationId(other)) };

    expect(await gateway.ask({ extensions: persistedQuery(operationId(text)) })).toEqual({ status: 200, body: lan });
    expect(await gateway.ask({ query: text, extensions: persistedQuery(operationId(text)) })).toEqual({ status: 200, body: lan });
    expect(await gateway.ask(taught)).toEqual(refused);
    expect(await gateway.ask({ extensions: persistedQuery(operationId(other)) })).toEqual(refused);
  });

  it('does not lend its hash to another text', async () => {
    expect(await gateway.ask({ query: other, extensions: persistedQuery(operationId(text)) })).toMatchObject({ status: 400 });
    expect(gateway.answered).toHaveLength(0);
  });

  it('runs over GET by id, hash and text, and no other does', async () => {
    expect(await get({ documentId: operationId(text) })).toEqual({ status: 200, body: lan });
    expect(await get({ extensions: JSON.stringify(persistedQuery(operationId(text))) })).toEqual({ status: 200, body: lan });
    expect(await get({ query: text })).toEqual({ status: 200, body: lan });
    expect(await get({ documentId: operationId(other) })).toEqual(refused);
    expect(await get({ extensions: JSON.stringify(persistedQuery(operationId(other))) })).toEqual(refused);
    expect(await get({ query: other })).toEqual(refused);
  });

  it('over GET asks for a header that no other page can send, and changes nothing', async () => {
    const mutation = 'mutation Change { change }';
    const changing = await test.gateway({ sdl: `${PATIENTS} type Mutation { change: Boolean }` });
    await publish(changing, [mutation]);
    const named = (url: string, id: string, headers = {}) => fetch(`${url}?documentId=${operationId(id)}`, { headers });

    expect((await named(gateway.url, text)).status).toBe(400);
    expect(gateway.answered).toHaveLength(0);
    expect((await named(changing.url, mutation, { 'apollo-require-preflight': 'true' })).status).toBe(405);
  });

  it('is kept by nobody who asked over GET, unless all of it is public', async () => {
    const url = `${gateway.url}?documentId=${operationId(text)}`;

    expect((await fetch(url, { headers: { 'apollo-require-preflight': 'true' } })).headers.get('cache-control')).toBe('no-store');
  });

  it('is either named or sent', async () => {
    expect(await gateway.ask({ query: other, documentId: operationId(text) })).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
  });

  it('runs as a stream of events, and no other does', async () => {
    const events = async (body: object) => (await gateway.post(body, { accept: 'text/event-stream' })).text();

    expect(await events({ documentId: operationId(text) })).toContain(JSON.stringify(lan));
    expect(await events({ query: text })).toContain(JSON.stringify(lan));
    for (const body of [{ query: other }, { documentId: operationId(other) }, { query: 'subscription { admitted { id } }' }])
      expect(await events(body)).toContain('OPERATION_NOT_REGISTERED');
  });

  it('runs over WebSocket, and no other does', async () => {
    const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const first = async (payload: { query: string; extensions?: Record<string, unknown> }) => {
      try {
        return (await client.iterate(payload).next()).value;
      } catch (errors) {
        return errors;
      }
    };

    expect(await first({ query: text })).toEqual(lan);
    expect(await first({ query: '', extensions: persistedQuery(operationId(text)) })).toEqual(lan);
    expect(await first({ query: other })).toEqual([refusal]);
    expect(await first({ query: '', extensions: persistedQuery(operationId(other)) })).toEqual([refusal]);
    expect(await first({ query: 'subscription { admitted { id } }' })).toEqual([refusal]);
    await client.dispose();
  });

  it('is answered in parts when it defers, and no other is', async () => {
    const deferred = 'query Chart { patient(id: "1") { id } ... @defer { slow } }';
    const accept = 'multipart/mixed;deferSpec=20220824, application/json';
    expect(await (await gateway.post({ query: deferred }, { accept })).json()).toEqual(refused.body);
    await publish(gateway, [deferred]);
    gateway.release();

    expect(await (await gateway.post({ documentId: operationId(deferred) }, { accept })).text()).toContain('at last');
  });

  it('does not run any more when it was withdrawn', async () => {
    expect((await operationsOf(gateway, { method: 'DELETE', path: `/${operationId(text)}` })).status).toBe(204);

    expect(await gateway.ask({ query: text })).toEqual(refused);
    expect((await operationsOf(gateway, { method: 'DELETE', path: `/${operationId(text)}` })).status).toBe(404);
  });
});

describe('replicas', () => {
  it('run what was published at one of them, also after a restart', async () => {
    const changed = Promise.withResolvers<void>();
    const replica = await test.gateway({}, (line) => line.includes('The list of registered operations changed.') && changed.resolve());

    await publish(gateway, [text]);
    await changed.promise;

    expect(await replica.ask({ documentId: operationId(text) })).toEqual({ status: 200, body: lan });
    expect(await (await test.gateway()).ask({ documentId: operationId(text) })).toEqual({ status: 200, body: lan });
  });
});

describe('a supergraph that changes', () => {
  it('is what registered operations are held against: one that does not fit any more is named, and answers why', async () => {
    let listener: SupergraphListener | undefined;
    const first = supergraphText(composeForTest(PATIENTS, gateway.subgraphUrl));
    const source = {
      current: async () => first,
      onChange: (given: SupergraphListener) => {
        listener = given;
        return () => undefined;
      },
    };
    const swapped = Promise.withResolvers<void>();
    const observability = {
      logLevel: 'info',
      writeLog: (line: string) => line.includes('Another supergraph is served.') && swapped.resolve(),
    } as const;
    const changing = await test.gateway({ supergraphSdl: undefined as never, supergraphSource: source, observability });
    await publish(changing, [text]);
    expect(await changing.ask({ query: text })).toEqual({ status: 200, body: lan });

    listener?.changed(supergraphText(composeForTest(PATIENTS.replace('name: String', 'fullName: String'), gateway.subgraphUrl)));
    await swapped.promise;

    const fault = 'Cannot query field "name" on type "Patient".';
    expect(await changing.ask({ documentId: operationId(text) })).toMatchObject({ status: 400, body: { errors: [{ message: fault }] } });
    expect(await (await operationsOf(changing)).json()).toMatchObject({ operations: [{ id: operationId(text), faults: [fault] }] });
  });
});

describe('where any operation runs', () => {
  it('a registered one can be named too, and an unknown name is told', async () => {
    const open = await test.gateway({ operations: 'any' });
    await publish(open, [text]);

    expect(await open.ask({ query: other })).toMatchObject({ status: 200 });
    expect(await open.ask({ documentId: operationId(text) })).toEqual({ status: 200, body: lan });
    expect(await open.ask({ documentId: operationId(other) })).toEqual(refused);
    expect(await open.ask({ extensions: persistedQuery(operationId(`${other} `)) })).toMatchObject({
      body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    });
  });
});
