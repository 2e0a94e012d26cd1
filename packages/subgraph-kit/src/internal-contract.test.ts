import { setTimeout as pause } from 'node:timers/promises';
import type { IngestLine, IngestOutcome, SourceDocument } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { internalClient } from './internal-client.ts';
import { internalAuthorization } from './internal-trust.ts';
import { aCondition, conditionOf, patientOf, secret, startTinySubgraph, type TinySubgraph } from './testing/tiny-subgraph.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
let subgraph: TinySubgraph;

beforeAll(async () => {
  subgraph = await startTinySubgraph();
});
afterAll(() => subgraph?.close());

const client = () => internalClient({ subgraph: 'tiny', url: subgraph.url, secret });
const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
};
const post = (path: string, body: string, headers: Record<string, string>) =>
  fetch(new URL(path, subgraph.url), { method: 'POST', body, headers: { 'content-type': 'application/x-ndjson', ...headers } });
const signed = (path: string, now = Date.now(), key = secret) => ({
  authorization: internalAuthorization(key, { method: 'POST', path }, now),
});
const ingestText = async (body: string): Promise<IngestOutcome[]> => {
  const response = await post('/internal/ingest', body, signed('/internal/ingest'));
  return (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

describe('ingest and export', () => {
  it('give back what came in', async () => {
    const lines = ['r1', 'r2', 'r3'].map((name) => aCondition(name, { patient: 'round-trip' }));

    expect((await all(client().ingest(lines))).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
    expect((await all(client().ingest(lines))).map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    const documents: SourceDocument[] = await all(client().export({ patientId: patientOf('round-trip') }));
    expect(documents).toEqual(lines.map(({ data: _data, ...line }) => line));
    expect(await all(client().export({ ids: [conditionOf('r2')] }))).toEqual([documents[1]]);
  });

  it('carry the labels that the sender knows', async () => {
    const labelled = { ...aCondition('labelled'), labels: ['hiv'] };
    const wrong = JSON.stringify({ ...aCondition('wrong'), labels: 'hiv' });

    await all(client().ingest([labelled]));

    const { model } = subgraph.store.collections.Condition;
    expect(await model.findById(conditionOf('labelled')).lean()).toMatchObject({ labels: ['hiv'], labelKey: 'hiv' });
    expect(await ingestText(wrong)).toEqual([expect.objectContaining({ outcome: 'refused', code: 'BAD_USER_INPUT', field: 'labels' })]);
  });

  it('answer one outcome for each line, in order, whatever the lines are', async () => {
    const good = JSON.stringify(aCondition('mixed'));
    const { source: _source, ...withoutSource } = aCondition('no-source');

    const outcomes = await ingestText(
      ['{', good, '', '[]', JSON.stringify(withoutSource), JSON.stringify({ ...aCondition('x'), type: 7 }), good].join('\n'),
    );

    expect(outcomes).toEqual([
      { id: '', outcome: 'refused', code: 'BAD_USER_INPUT', field: 'line', reason: 'The line is no JSON.' },
      { id: conditionOf('mixed'), outcome: 'created' },
      { id: '', outcome: 'refused', code: 'BAD_USER_INPUT', field: 'line', reason: 'An object is missing.' },
      { id: conditionOf('no-source'), outcome: 'refused', code: 'BAD_USER_INPUT', field: 'source', reason: 'An object is missing.' },
      { id: conditionOf('x'), outcome: 'refused', code: 'BAD_USER_INPUT', field: 'type', reason: 'The value is not a text.' },
      { id: conditionOf('mixed'), outcome: 'unchanged' },
    ]);
  });

  it('pass over a line that is too long and go on', async () => {
    const outcomes = await ingestText(`{"id":"${'x'.repeat(49 * 1024 * 1024)}"}\n${JSON.stringify(aCondition('after-long'))}\n`);

    expect(outcomes.map(({ outcome, ...rest }) => [outcome, 'code' in rest ? rest.code : ''])).toEqual([
      ['refused', 'PAYLOAD_TOO_LARGE'],
      ['created', ''],
    ]);
  });

  it('take nothing as an empty import', async () => {
    expect(await all(client().ingest([]))).toEqual([]);
  });

  it('refuse a query for nothing', async () => {
    const response = await post('/internal/export', '{"patientId":"42"}', signed('/internal/export'));

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'patientId' } }] });
  });

  it('refuse a body that is no NDJSON', async () => {
    const response = await post('/internal/ingest', '{}', { ...signed('/internal/ingest'), 'content-type': 'application/json' });

    expect(response.status).toBe(400);
  });
});

describe('a long stream', () => {
  it('is taken no faster than the store writes, in flat memory', async () => {
    const count = isFull ? 8_000 : 1_000;
    const note = 'x'.repeat(20_000);
    let sent = 0;
    let answered = 0;
    let furthestAhead = 0;
    async function* lines(): AsyncGenerator<IngestLine> {
      for (; sent < count; sent += 1) yield aCondition(`long-${sent % 1000}`, { patient: 'long', note: `${note}${sent % 2000}` });
    }

    for await (const outcome of client().ingest(lines())) {
      expect(outcome.outcome).not.toBe('refused');
      answered += 1;
      furthestAhead = Math.max(furthestAhead, sent - answered);
    }

    expect(answered).toBe(count);
    expect(furthestAhead).toBeLessThan(700); // Two batches of 4 MB, and what two sockets hold.
  }, 120_000);

  it('stops being written when the sender goes away, and what was answered is kept', async () => {
    async function* endless(): AsyncGenerator<IngestLine> {
      for (let index = 0; ; index += 1) yield aCondition(`endless-${index}`, { patient: 'endless' });
    }
    const outcomes = client().ingest(endless());
    const first = await outcomes.next();
    await outcomes.return(undefined);
    const countNow = () => subgraph.store.connection.mongoose.collection('conditions').countDocuments({ patientId: patientOf('endless') });
    let before = -1;
    for (let now = await countNow(); now !== before; now = await countNow()) {
      before = now;
      await pause(100);
    }

    expect(first.value).toEqual({ id: conditionOf('endless-0'), outcome: 'created' });
    expect(before % 500).toBe(0);
  });
});

describe('without proof', () => {
  const path = '/internal/ingest';
  const later = (header: string) => header.replace(/Bearer \d+/, `Bearer ${Date.now() + 1}`);
  it.each<[string, () => Record<string, string>]>([
    ['none', () => ({})],
    ['not of our form', () => ({ authorization: 'Bearer letmein' })],
    ['made with another secret', () => signed(path, Date.now(), 'f'.repeat(32))],
    ['made for another path', () => signed('/internal/export')],
    ['made too long ago', () => signed(path, Date.now() - 31_000)],
    ['made for later', () => signed(path, Date.now() + 31_000)],
    ['with another time put in', () => ({ authorization: later(signed(path).authorization) })],
  ])('nobody is let in: %s', async (_name, headers) => {
    const line = aCondition('intruder', { patient: 'intruder' });

    const response = await post(path, JSON.stringify(line), headers());

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      errors: [{ message: 'The request carries no valid proof of who asks.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await subgraph.store.collections.Condition.byIds([line.id])).toEqual([]);
  });
});

describe('a store that is gone', () => {
  it('is a 503 before the first outcome, and an error at the client', async () => {
    const other = await startTinySubgraph();
    await other.stopServer();
    const lines = [aCondition('c1')];

    await expect(all(internalClient({ subgraph: 'tiny', url: other.url, secret }).ingest(lines))).rejects.toMatchObject({
      code: 'SUBGRAPH_INVALID_ANSWER',
      details: { subgraph: 'tiny', status: 503 },
    });
    await other.close();
    await expect(all(internalClient({ subgraph: 'tiny', url: other.url, secret }).ingest(lines))).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
    });
  });
});
