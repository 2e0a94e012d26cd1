import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { start } from '@health-graph/gateway';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { run } from '../run.ts';
import { composedPair } from './testing.ts';

const key = 'a key for publishing, 32 characters or more';
let folder: string;
let store: Awaited<ReturnType<typeof startStore>>;
let gateway: Awaited<ReturnType<typeof start>>;
const out: string[] = [];
const err: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-operations-'));
  store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  const allowList = { storeUrl: store.url, publishKey: key };
  const observability = { logLevel: 'silent' } as const;
  gateway = await start({ port: 0, open: true, supergraphSdl: composedPair(), operations: 'registered', allowList, observability });
  await mkdir(join(folder, 'app', 'deep'), { recursive: true });
  await writeFile(join(folder, 'app', 'one.graphql'), 'query One { one }\n');
  await writeFile(join(folder, 'app', 'deep', 'two.gql'), 'query Two { two }');
  await writeFile(join(folder, 'app', 'README.md'), 'no operation');
});
afterAll(async () => {
  await gateway.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  out.length = 0;
  err.length = 0;
});

const operations = (...argv: readonly string[]) => run(['operations', ...argv, '--gateway', gateway.url, '--key', key]);
const printed = () => JSON.parse(out.join('\n')) as { readonly operations: readonly { readonly id: string; readonly name: string }[] };

describe('health-graph operations', () => {
  it('publishes the files of a folder and prints the manifest that clients read', async () => {
    expect(await operations('publish', join(folder, 'app'), '--client', 'portal')).toBe(0);

    expect(printed()).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        { id: expect.stringMatching(/^[0-9a-f]{64}$/), name: 'Two', type: 'query', body: 'query Two { two }' },
        { id: expect.stringMatching(/^[0-9a-f]{64}$/), name: 'One', type: 'query', body: 'query One { one }\n' },
      ],
    });
    expect(err).toEqual(['2 registered, 0 known already.']);
  });

  it('takes its own manifest again, and registers nothing twice', async () => {
    await operations('publish', join(folder, 'app'));
    await writeFile(join(folder, 'manifest.json'), out.join('\n'));
    err.length = 0;

    expect(await operations('publish', join(folder, 'manifest.json'))).toBe(0);
    expect(err).toEqual(['0 registered, 2 known already.']);
  });

  it('names the file of an operation that does not fit the graph', async () => {
    await writeFile(join(folder, 'wrong.graphql'), '{ three }');

    expect(await operations('publish', join(folder, 'wrong.graphql'))).toBe(1);
    expect(err.join('\n')).toContain('wrong.graphql: Cannot query field "three" on type "Query".');
  });

  it.each([
    ['a file that is not there', 'nothing.graphql', undefined, 'There is no such file or folder.'],
    ['a file that is no JSON', 'text.json', 'query', 'The file is no manifest of operations.'],
    ['a JSON file that is no manifest', 'other.json', '{"a": 1}', 'The file is no manifest of operations.'],
    ['an empty manifest', 'empty.json', '{}', 'There is no operation in these files.'],
  ])('refuses %s', async (_what, name, text, message) => {
    if (text !== undefined) await writeFile(join(folder, name), text);

    expect(await operations('publish', join(folder, name))).toBe(1);
    expect(err.join('\n')).toContain(message);
  });

  it('lists what is registered, and withdraws it', async () => {
    await operations('publish', join(folder, 'app'), '--client', 'portal');
    const [{ id } = { id: '' }] = printed().operations;
    out.length = 0;

    expect(await operations('list')).toBe(0);
    expect(out.join('\n')).toContain(`${id}  query Two  portal`);
    expect(await operations('withdraw', id)).toBe(0);
    out.length = 0;
    await operations('list', '--json');
    expect(printed().operations.map(({ name }) => name)).toEqual(['One']);
  });

  it('tells a wrong key, and a gateway that does not answer', async () => {
    expect(await run(['operations', 'list', '--gateway', gateway.url, '--key', 'wrong'])).toBe(1);
    expect(err.join('\n')).toContain('The key is wrong.');
    expect(await run(['operations', 'list', '--gateway', 'http://127.0.0.1:1', '--key', key])).toBe(1);
    expect(err.join('\n')).toContain('The gateway does not answer.');
  });
});
