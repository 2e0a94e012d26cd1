import { createHash } from 'node:crypto';
import { type IngestLine, practitioner, recordId } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nameTiers } from './name-tiers.ts';
import { pageInTiers } from './page-in-tiers.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';

const definitions = { Practitioner: practitioner } as const;
const wordsOf = (name: string) => name.split(' ');
const keysOf = (name: string) => ({
  nameKey: name.toLowerCase(),
  searchWords: wordsOf(name.toLowerCase()),
  spelledWords: wordsOf(name),
});

let server: OpenServer;
let store: RecordStore<typeof definitions>;

const lineOf = (name: string, place: number): IngestLine => ({
  type: 'Practitioner',
  id: recordId('test', 'Practitioner', String(place)),
  source: { system: 'test', type: 'Practitioner', id: String(place), hash: createHash('sha256').update(name).digest('hex') },
  data: { name, active: place % 2 === 0 },
});

beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), {
    definitions,
    labelsOf: () => [],
    derivations: {
      Practitioner: {
        fields: { nameKey: 'text', searchWords: 'texts', spelledWords: 'texts' },
        of: ({ name = '' }) => keysOf(name),
      },
    },
  });
  await store.prepare();
  // Capitals stand for marks: `An` and `an` are two spellings of one name.
  await store.upsert(['an ba', 'An Ba', 'An be Ba', 'an be ba', 'Ba', 'An Ba'].map(lineOf));
});

afterAll(async () => {
  await store.close();
  await server.close();
});

const page = (name: string, first: number, after?: string, filter = {}) =>
  pageInTiers(store.collections.Practitioner, {
    tiers: nameTiers(keysOf(name)),
    filter,
    order: [
      ['nameKey', 1],
      ['_id', 1],
    ],
    first,
    after,
  });

describe('a page of a list that ranks', () => {
  it('has the whole name as spelled, then spelled otherwise, then names with more words, again as spelled first', async () => {
    const { edges, pageInfo } = await page('An Ba', 10);

    expect(edges.map(({ node }) => node.name)).toEqual(['An Ba', 'An Ba', 'an ba', 'An be Ba', 'an be ba']);
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  it.each([1, 2, 3])('goes on at its cursor, %i at a time, across the tiers', async (first) => {
    const names: (string | undefined)[] = [];
    let after: string | undefined;
    do {
      const { edges, pageInfo } = await page('An Ba', first, after);
      names.push(...edges.map(({ node }) => node.name));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
    } while (after !== undefined);

    expect(names).toEqual(['An Ba', 'An Ba', 'an ba', 'An be Ba', 'an be ba']);
  });

  it('is narrowed by a filter in every tier', async () => {
    const { edges } = await page('An Ba', 10, undefined, { active: true });

    expect(edges.map(({ node }) => node.name)).toEqual(['an ba', 'An be Ba']);
  });

  it.each(['x', Buffer.from('["a","b"]').toString('base64url'), Buffer.from('[9,"a","b"]').toString('base64url')])(
    'refuses the cursor %j, which is none of this list',
    async (after) => {
      await expect(page('An Ba', 1, after)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'after' } });
    },
  );
});
