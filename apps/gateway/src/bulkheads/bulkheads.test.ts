import { DeadlineExceeded } from '@health-graph/errors';
import { describe, expect, it } from '@jest/globals';
import { type EndpointRequest, endpointsOf } from '../endpoints.ts';
import type { SentBy, SubgraphClient } from '../subgraph-client.ts';
import { createBulkheads } from './bulkheads.ts';
import { EndpointFailure, invalidAnswer } from './endpoint-failure.ts';
import { type BulkheadSettings, defaultBulkheads } from './settings.ts';
import type { WallOptions } from './wall.ts';

const by: SentBy = { headers: {} };
const query = (endpoint: string): EndpointRequest => ({
  subgraph: 'wards',
  endpoint: `wards.${endpoint}`,
  operationKind: 'query',
  body: '{}',
});
const refused = () =>
  new EndpointFailure('connection', { subgraph: 'wards' }, { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
const code = (expected: string, because?: string) =>
  expect.objectContaining({ code: expected, details: { subgraph: 'wards' }, ...(because === undefined ? {} : { because }) });

type Behave = (endpoint: string, count: number) => unknown;

/** Bulkheads before a client that behaves as the test says; a failure that it gives back is thrown. */
function before(behave: Behave, settings: Partial<BulkheadSettings> = {}, more: Partial<WallOptions> = {}) {
  const asked: string[] = [];
  const client: SubgraphClient = {
    send: async ({ endpoint = '' }) => {
      asked.push(endpoint.replace('wards.', ''));
      const answer = await behave(asked.at(-1) ?? '', asked.length);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    close: async () => {},
  };
  const endpoints = endpointsOf('wards', { h01: 'http://a', h02: 'http://b' });
  const bulkheads = createBulkheads({ settings: { ...defaultBulkheads, ...settings }, ...more });
  const walled = bulkheads.before(client, endpoints);
  const send = (asking: string | EndpointRequest = 'h01', signal?: AbortSignal) =>
    walled.send(typeof asking === 'string' ? query(asking) : asking, by, signal);
  const failing = async (times: number, endpoint = 'h01') => {
    for (let index = 0; index < times; index++) await send(endpoint).catch(() => {});
  };
  const statusOf = (name: string) => bulkheads.status().find(({ endpoint }) => endpoint === `wards.${name}`);
  return { bulkheads, client, endpoints, asked, send, failing, statusOf };
}

const answered = { data: {} };

describe('the circuit of an endpoint', () => {
  it('opens when most fetches fail, and then answers at once with the code of a subgraph that is away', async () => {
    const { send, failing, asked, statusOf } = before(() => refused(), { retryPercent: 0 });
    await failing(5);

    await expect(send()).rejects.toEqual(code('SUBGRAPH_UNAVAILABLE', 'circuit-open'));

    expect(asked).toHaveLength(5);
    expect(statusOf('h01')).toMatchObject({ circuit: 'open', failed: 5, refused: 1, lastFailure: { reason: 'connection' } });
  });

  it('leaves other endpoints of the subgraph alone', async () => {
    const { send, failing, statusOf } = before((endpoint) => (endpoint === 'h01' ? refused() : answered));
    await failing(20);

    expect(await send('h02')).toEqual(answered);
    expect(statusOf('h02')).toMatchObject({ circuit: 'closed', answered: 1, failed: 0 });
  });

  it('tries with one fetch after a while, and refuses the others at once meanwhile', async () => {
    const trying = Promise.withResolvers<unknown>();
    const { send, failing, statusOf, asked } = before((_, count) => (count <= 5 ? refused() : trying.promise), {
      circuitOpenMs: 1,
      retryPercent: 0,
    });
    await failing(5);
    const { sent } = await untilAsked(() => send(), asked, 6);

    await expect(send()).rejects.toEqual(code('SUBGRAPH_UNAVAILABLE', 'circuit-open'));
    expect(statusOf('h01')).toMatchObject({ circuit: 'half-open' });
    trying.resolve(answered);
    expect(await sent).toEqual(answered);
    expect(statusOf('h01')).toMatchObject({ circuit: 'closed' });
    expect(await send()).toEqual(answered);
  });

  it('stays open when the client of the fetch that tried has left', async () => {
    const { send, failing, statusOf, asked } = before((_, count) => (count <= 5 ? refused() : new Error('The client left.')), {
      circuitOpenMs: 1,
      retryPercent: 0,
    });
    await failing(5);

    const { sent } = await untilAsked(() => send().catch((failure: Error) => failure.message), asked, 6);

    expect(await sent).toBe('The client left.');
    expect(statusOf('h01')).toMatchObject({ circuit: 'open' });
  });

  it.each<[string, string, () => Error]>([
    ['garbage', 'open', () => invalidAnswer('no-answer', { subgraph: 'wards' })],
    ['a deadline that passed', 'open', () => new DeadlineExceeded('Too late.')],
    ['clients who leave', 'closed', () => new Error('The client left.')],
  ])('after %s is %s', async (_, expected, failure) => {
    const { failing, statusOf } = before(failure);

    await failing(5);

    expect(statusOf('h01')).toMatchObject({ circuit: expected });
  });

  it('tells when it changes', async () => {
    const told: string[] = [];
    const { failing } = before(() => refused(), {}, { onCircuit: ({ name }, status) => told.push(`${name} ${status}`) });

    await failing(5);

    expect(told).toEqual(['wards.h01 open']);
  });
});

/** Sends until a fetch is let through, which may not be answered yet; those before were refused because the circuit is open. */
async function untilAsked<Result>(
  send: () => Promise<Result>,
  asked: readonly string[],
  count: number,
): Promise<{ readonly sent: Promise<Result> }> {
  for (;;) {
    const sent = send();
    if (asked.length >= count) return { sent };
    await sent.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a repetition', () => {
  it('is for a read that nobody answered', async () => {
    const { send, statusOf, asked } = before((_, count) => (count === 1 ? refused() : answered));

    expect(await send()).toEqual(answered);
    expect(asked).toHaveLength(2);
    expect(statusOf('h01')).toMatchObject({ retries: 1, answered: 1, failed: 0 });
  });

  it('is never for a mutation', async () => {
    const { send, asked } = before(() => refused());

    await expect(send({ ...query('h01'), operationKind: 'mutation' })).rejects.toEqual(code('SUBGRAPH_UNAVAILABLE'));
    expect(asked).toHaveLength(1);
  });

  it.each<[string, () => Error]>([
    ['timed out', () => new EndpointFailure('timeout', { subgraph: 'wards' })],
    ['was answered with a status', () => new EndpointFailure('status', { subgraph: 'wards', status: 503 })],
    ['broke off', () => new EndpointFailure('connection', { subgraph: 'wards' }, { cause: new Error('The answer broke off.') })],
    ['was answered with garbage', () => invalidAnswer('no-answer', { subgraph: 'wards' })],
  ])('is never for what %s', async (_, failure) => {
    const { failing, asked } = before(failure);

    await failing(1);

    expect(asked).toHaveLength(1);
  });

  it('is refused when the budget is used up: an outage is not doubled', async () => {
    const { failing, statusOf } = before(() => refused(), { circuitMinimum: 200, circuitFetches: 200 });

    await failing(100);

    expect(statusOf('h01')?.retries).toBeLessThanOrEqual(20);
  });
});

describe('places', () => {
  it('are so many for each endpoint; who comes then waits, and who finds the queue full is refused', async () => {
    const slow = Promise.withResolvers<unknown>();
    const { send, statusOf, asked } = before((endpoint) => (endpoint === 'h01' ? slow.promise : answered), { concurrency: 2, queue: 1 });
    const sent = [send(), send(), send()];

    await expect(send()).rejects.toEqual(code('SUBGRAPH_UNAVAILABLE', 'queue-full'));
    expect(await send('h02')).toEqual(answered);
    expect(statusOf('h01')).toMatchObject({ inFlight: 2, queued: 1, refused: 1, circuit: 'closed' });
    slow.resolve(answered);
    expect(await Promise.all(sent)).toEqual([answered, answered, answered]);
    expect(asked).toEqual(['h01', 'h01', 'h02', 'h01']);
    expect(statusOf('h01')).toMatchObject({ inFlight: 0, queued: 0 });
  });

  it('are not waited for long', async () => {
    const { send } = before(() => new Promise(() => {}), { concurrency: 1, queueMs: 1 });
    void send();

    await expect(send()).rejects.toEqual(code('SUBGRAPH_UNAVAILABLE', 'queue-full'));
  });

  it('are not waited for by a client who left', async () => {
    const { send, statusOf } = before(() => new Promise(() => {}), { concurrency: 1 });
    const leaving = new AbortController();
    void send();
    const waiting = send('h01', leaving.signal);

    leaving.abort(new Error('The client left.'));

    await expect(waiting).rejects.toThrow('The client left.');
    expect(statusOf('h01')).toMatchObject({ queued: 0, failed: 0, refused: 0 });
  });
});

it('is known of an endpoint what was known in the version of the graph before', async () => {
  const { bulkheads, client, endpoints, failing } = before(() => refused());
  await failing(5);

  const next = bulkheads.before(client, endpoints);

  await expect(next.send(query('h01'), by, undefined)).rejects.toEqual(code('SUBGRAPH_UNAVAILABLE', 'circuit-open'));
});

it('tells how long answers took', async () => {
  const { send, statusOf } = before(() => answered);
  expect(statusOf('h01')).not.toHaveProperty('p50Ms');

  await send();

  expect(statusOf('h01')).toMatchObject({ fetches: 1, answered: 1, p50Ms: expect.any(Number), p95Ms: expect.any(Number) });
});
