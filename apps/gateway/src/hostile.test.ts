import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type TestGateway } from './testing/test-gateway.ts';

const REQUESTS = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 10_000 : 1_000;
const BATCH = 50;
const TIMEOUT_MS = 30_000 + REQUESTS * 20;

const GOOD = JSON.stringify({ query: '{ patient(id: "1") { name } }' });

type Attack = (turn: number) => { readonly body: string; readonly type?: string; readonly statuses: readonly number[] };

const asQuery = (query: string, more: object = {}): string => JSON.stringify({ query, ...more });
const repeat = (text: string, times: number): string => text.repeat(times);

const ATTACKS: readonly Attack[] = [
  (turn) => ({ body: GOOD.slice(0, turn % GOOD.length), statuses: [400] }),
  () => ({ body: '[]', statuses: [400] }),
  () => ({ body: 'null', statuses: [400] }),
  () => ({ body: '"text"', statuses: [400] }),
  (turn) => ({ body: repeat('[', 1_000 + turn), statuses: [400] }),
  (turn) => ({
    body: asQuery(`{ patient(id: "1") ${repeat('{ self ', 31 + (turn % 900))}{ id }${repeat('}', 31 + (turn % 900))} }`),
    statuses: [400],
  }),
  (turn) => ({
    body: asQuery(`{ ${Array.from({ length: 201 + (turn % 400) }, (_, index) => `a${index}: slow`).join(' ')} }`),
    statuses: [400],
  }),
  (turn) => ({ body: asQuery(`{ slow ${repeat('@skip(if: true) ', 201 + turn)} }`), statuses: [400] }),
  (turn) => ({
    body: asQuery(`{ patient(id: "1") { ...F${turn} } } fragment F${turn} on Patient { self { ...F${turn} } }`),
    statuses: [400],
  }),
  () => ({
    body: asQuery('query { patient(id: "1") { ...A } } fragment A on Patient { ...B } fragment B on Patient { ...A }'),
    statuses: [400],
  }),
  (turn) => ({ body: asQuery(`{ ${repeat('slow ', 15_001 + turn)} }`), statuses: [400] }),
  (turn) => ({
    body: asQuery(
      `{ patient(id: "1") { ${Array.from({ length: 60 }, (_, index) => `self { x${index}: ${index % 2 === 0 ? 'id' : 'name'} }`).join(' ')} x${turn}: id x${turn}: name } }`,
    ),
    statuses: [400],
  }),
  (turn) => ({ body: asQuery('query ($k: Kind) { echo(kind: $k) }', { variables: { k: { deep: repeat('x', turn) } } }), statuses: [400] }),
  () => ({ body: asQuery('query ($k: Kind) { echo(kind: $k) }', { variables: [] }), statuses: [400] }),
  () => ({ body: asQuery('{ slow }', { variables: 'x', operationName: {} }), statuses: [400] }),
  () => ({ body: JSON.stringify({ query: { nested: true } }), statuses: [400] }),
  (turn) => ({ body: asQuery(`query Q${turn} { nope${turn} }`), statuses: [400] }),
  (turn) => ({ body: asQuery('{ __typename }', { operationName: `Q${turn}` }), statuses: [400] }),
  () => ({ body: asQuery('{ echo(text: "\u0000\uFFFF\\uD800") }'), statuses: [200, 400] }),
  () => ({ body: asQuery('query ($__proto__: String) { echo(text: $__proto__) constructor: __typename }'), statuses: [200] }),
  () => ({ body: '{"query":"{__typename}","variables":{"__proto__":{"x":1}}}', statuses: [400] }),
  () => ({ body: '{"query":"{__typename}","constructor":{"prototype":{"x":1}}}', statuses: [200, 400] }),
  () => ({ body: asQuery('mutation { x }'), statuses: [400] }),
  () => ({ body: asQuery('subscription { admitted { id } }'), statuses: [400] }),
  () => ({
    body: asQuery('{ __typename }', { extensions: { persistedQuery: { version: 1, sha256Hash: 'not a hash' } } }),
    statuses: [400],
  }),
  () => ({ body: asQuery('{ __typename }', { extensions: { persistedQuery: 'x' } }), statuses: [400] }),
  () => ({ body: GOOD, type: 'text/plain', statuses: [415] }),
  () => ({ body: GOOD, type: 'multipart/form-data; boundary=x', statuses: [415] }),
  () => ({ body: GOOD, type: repeat('a/', 500), statuses: [400, 415] }),
];

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startForTest();
});

afterAll(async () => {
  gateway.release();
  await gateway.close();
});

async function post(body: string, type = 'application/json'): Promise<number> {
  const response = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': type }, body });
  await response.arrayBuffer();
  return response.status;
}

/** Opens a connection, writes what an honest client would not, and tells what came until the other side was done. */
function speak(act: (socket: Socket) => void): Promise<string> {
  const { port, hostname } = new URL(gateway.url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => act(socket));
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

describe('a hostile client', () => {
  it(
    `gets the right status for each of ${REQUESTS} nasty requests, and good ones beside them are answered`,
    async () => {
      const wrong: string[] = [];
      for (let turn = 0; turn < REQUESTS; turn += BATCH) {
        const attacks = Array.from({ length: BATCH }, (_, offset) => ATTACKS[(turn + offset) % ATTACKS.length]?.(turn + offset));
        const good = post(GOOD);
        await Promise.all(
          attacks.map(async (attack) => {
            if (attack === undefined) return;
            const status = await post(attack.body, attack.type);
            if (!attack.statuses.includes(status)) wrong.push(`${status} for ${attack.body.slice(0, 100)}`);
          }),
        );
        expect(await good).toBe(200);
      }

      expect(wrong).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('cannot flood the gateway with headers', async () => {
    const answer = await speak((socket) =>
      socket.write(`POST /graphql HTTP/1.1\r\nHost: x\r\n${repeat('X-Flood: 0123456789\r\n', 3_000)}\r\n`),
    );

    expect(answer).toMatch(/^HTTP\/1\.1 431/);
    expect(await post(GOOD)).toBe(200);
  });

  it.each([
    ['speaks no HTTP', 'not http at all\r\n\r\n', /^HTTP\/1\.1 400/],
    ['sends two lengths', `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`, /^HTTP\/1\.1 400/],
    [
      'hides a request behind another',
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1\.1 400/,
    ],
  ])('is refused when it %s', async (_, text, expected) => {
    expect(await speak((socket) => socket.write(text))).toMatch(expected);
    expect(await post(GOOD)).toBe(200);
  });

  it('may leave in the middle of anything', async () => {
    const halves = [
      'POST /graphql HTTP/1.1\r\n',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query"',
    ];

    await Promise.all(
      Array.from({ length: 50 }, (_, turn) => speak((socket) => socket.write(halves[turn % 2] ?? '', () => socket.destroy()))),
    );

    expect(await post(GOOD)).toBe(200);
  });

  it('is let go when it closes its half', async () => {
    const request = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${GOOD.length}\r\n\r\n${GOOD}`;

    await Promise.all(Array.from({ length: 20 }, () => speak((socket) => socket.end(request))));

    expect(await post(GOOD)).toBe(200);
  });
});
