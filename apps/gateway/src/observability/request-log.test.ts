import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startForTest, type TestGateway } from '../testing/test-gateway.ts';
import type { ObservabilitySettings } from './settings.ts';

let gateway: TestGateway;
const lines: Record<string, unknown>[] = [];

afterEach(async () => {
  await gateway.close();
  lines.length = 0;
});

const logged = async (observability: ObservabilitySettings, settings = {}): Promise<void> => {
  const writeLog = (line: string) => void lines.push(JSON.parse(line));
  gateway = await startForTest({ observability: { writeLog, ...observability }, ...settings });
};
const query = '{ patient(id: "1") { name } }';
const hash = createHash('sha256').update(query).digest('hex');

describe('the log', () => {
  it('has one line for each request at debug, which the answer names', async () => {
    await logged({ logLevel: 'debug' });

    const response = await gateway.post({ query });
    await response.text();

    const requestId = response.headers.get('x-request-id');
    expect(lines).toEqual([
      {
        level: 20,
        time: expect.any(Number),
        app: 'gateway',
        requestId,
        hash,
        outcome: 'answered',
        status: 200,
        durationMs: expect.any(Number),
        fetches: 1,
        cost: 1,
        cutFields: 0,
        msg: 'A request ended.',
      },
    ]);
  });

  it('has nothing of requests that went well, by default', async () => {
    await logged({});

    await gateway.ask({ query });
    await gateway.ask({ query: '{ wrong }' });

    expect(lines).toEqual([]);
  });

  it('has operations over the threshold, by their hash', async () => {
    await logged({ slowOperationMs: 0 });

    await gateway.ask({ query });
    await gateway.ask('{');

    expect(lines).toEqual([expect.objectContaining({ level: 40, msg: 'An operation was slow.', hash, fetches: 1, cost: 1 })]);
  });

  it('has no operation under the threshold', async () => {
    await logged({ slowOperationMs: 3_600_000 });

    await gateway.ask({ query });

    expect(lines).toEqual([]);
  });

  it('has a subgraph that failed', async () => {
    await logged({}, { subgraphUrls: { patients: 'http://127.0.0.1:1/graphql' } });

    await gateway.ask({ query });

    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        hash,
        error: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', details: expect.objectContaining({ subgraph: 'patients' }) }),
      }),
    ]);
  });
});
