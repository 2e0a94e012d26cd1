import { internalClient, type RunningSubgraph } from '@health-graph/subgraph-kit';
import { collected, internalSecret, lineOf, type OpenSubgraph, testConfig, testGateway } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aHealthBook } from './model/builders.ts';
import { start } from './start.ts';
import type { HealthBookStore } from './store/health-book-store.ts';
import { openHealthBook } from './testing/open-health-book.ts';

const record = { type: 'HealthBook', record: aHealthBook() };

let other: OpenSubgraph<HealthBookStore>;
let subgraph: RunningSubgraph;
const gateway = testGateway('health-book');
const config = () => ({
  ...testConfig(gateway),
  storeUrl: other.storeUrl,
  database: 'health-book_start',
});

beforeAll(async () => {
  other = await openHealthBook();
  subgraph = await start(config());
});

afterAll(async () => {
  await subgraph.close();
  await other.close();
});

const client = () => internalClient({ subgraph: 'health-book', url: subgraph.url, secret: internalSecret });

describe('the subgraph', () => {
  it('says that it is ready', async () => {
    expect((await fetch(new URL('/health', subgraph.url))).status).toBe(200);
  });

  it('takes records in once, shows them, and gives their documents back', async () => {
    const line = lineOf(record);
    const ingest = async () => (await collected(client().ingest([line]))).map(({ outcome }) => outcome);

    expect(await ingest()).toEqual(['created']);
    expect(await ingest()).toEqual(['unchanged']);

    const body = JSON.stringify({ query: `{ healthBook(id: "${line.id}") { id } }` });
    const { text } = await gateway.send(subgraph.url, body, { caller: {} });
    expect(JSON.parse(text)).toMatchObject({ data: { healthBook: { id: line.id } } });
    const documents = await collected(client().export({ ids: [line.id] }));
    expect(documents.map(({ document }) => document)).toEqual([line.document]);
  });

  it('closes its store when it cannot listen', async () => {
    const port = Number(new URL(subgraph.url).port);

    await expect(start({ ...config(), port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
