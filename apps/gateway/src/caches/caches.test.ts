import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditReader } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { connect } from '@health-graph/store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunningGateway } from '../start.ts';
import { ask, type CacheTest, startCacheTest } from './testing.ts';

let test: CacheTest;
let gateway: RunningGateway;
beforeEach(async () => {
  test = await startCacheTest();
  gateway = await test.gateway();
});
afterEach(() => test.close());

const unit = '{ unit(code: "1") { code name size { people } } }';
const told = (name: string) => ({ data: { unit: { code: '1', name, size: { people: 7 } } } });
const homes = '{ people { id home { code name size { people } } } }';
const homeNames = async () =>
  ((await ask(gateway, homes)) as { data: { people: { home: { name: string } | null }[] } }).data.people.map(
    ({ home }) => home?.name ?? null,
  );

describe('a whole answer of public data', () => {
  it('is told again without asking anybody', async () => {
    expect(await ask(gateway, unit)).toEqual(told('unit 1'));
    test.units.state.suffix = ' changed';

    expect(await ask(gateway, unit)).toEqual(told('unit 1'));
    expect(test.units.asked).toEqual([['root']]);
  });

  it.each([
    ['another argument', '{ unit(code: "2") { code name size { people } } }'],
    ['another selection', '{ unit(code: "1") { code name } }'],
    ['a field that says nothing', '{ unit(code: "1") { code name load } }'],
    ['a root that says nothing', '{ unshared { code } }'],
  ])('is not told for %s', async (_what, other) => {
    await ask(gateway, unit);
    await ask(gateway, other);

    expect(test.units.asked).toEqual([['root'], ['root']]);
  });

  it('is not kept when something in it says nothing', async () => {
    const mixed = '{ unit(code: "1") { code } now }';
    expect(await ask(gateway, mixed)).toMatchObject({ data: { now: 'now' } });
    test.units.state.suffix = ' later';

    expect(await ask(gateway, mixed)).toMatchObject({ data: { now: 'now later' } });
  });

  it('is not kept when the subgraph has something to write down about somebody', async () => {
    test.units.state.entries = [
      {
        patientId: '63WH7QQ0HKDGMRT3M4MX83CRJF',
        classesSeen: ['clinical'],
        classesRefused: [],
        fieldsSeen: [],
        fieldsRefused: [],
        rules: [],
        facilityIds: [],
      },
    ];
    const folder = await mkdtemp(join(tmpdir(), 'health-graph-caches-'));
    const store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
    const audited = await test.gateway({ audit: { storeUrl: store.url, anchorFolder: join(folder, 'anchors') } });

    await ask(audited, unit);
    await ask(audited, unit);
    expect(test.units.asked).toHaveLength(2);

    test.units.state.entries = [];
    for (let times = 0; times < 3; times++) expect(await ask(audited, unit)).toEqual(told('unit 1'));
    expect(test.units.asked).toHaveLength(3);
    const connection = await connect({ url: store.url, database: 'audit' });
    const { rows } = await auditReader(connection).page({ first: 10 });
    expect(rows).toHaveLength(5); // Each look is written down, also those that nobody else was asked for.
    await connection.close();
    await audited.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is not kept with errors', async () => {
    test.units.state.fails = true;
    await ask(gateway, unit);
    test.units.state.fails = false;

    expect(await ask(gateway, unit)).toEqual(told('unit 1'));
  });

  it('is another one where a header that is passed on differs', async () => {
    const localized = await test.gateway({ forwardHeaders: ['accept-language'] });
    for (const language of ['vi', 'en', 'vi']) await ask(localized, unit, { 'accept-language': language });

    expect(test.units.asked).toEqual([['root'], ['root']]);
  });

  it('is not kept where nothing shall be', async () => {
    const keepsNothing = await test.gateway({ cacheBytes: 0 });
    await ask(keepsNothing, unit);
    await ask(keepsNothing, unit);

    expect(test.units.asked).toHaveLength(2);
  });
});

describe('public entities', () => {
  it('are asked for once, and the rest of the answer each time', async () => {
    expect(await homeNames()).toEqual(['unit a', 'unit b', 'unit a', null]);
    test.units.state.suffix = ' changed';
    expect(await homeNames()).toEqual(['unit a', 'unit b', 'unit a', null]);

    expect(test.people.asked).toHaveLength(2);
    // What is not there may be there soon: it is asked for again, and nothing else.
    expect(test.units.asked).toEqual([['a', 'b', 'none'], ['none']]);
  });

  it('are objects of their own in each answer', async () => {
    const both = '{ people { home { name size { people } } other: home { size { more: people } } } }';
    const first = await ask(gateway, both);

    expect(await ask(gateway, both)).toEqual(first);
    expect(await ask(gateway, both)).toEqual(first);
  });

  it('are not kept when the subgraph has something to write down, or fails', async () => {
    test.units.state.entries = [{ patientId: '63WH7QQ0HKDGMRT3M4MX83CRJF' }];
    await homeNames();
    test.units.state.entries = [];
    test.units.state.fails = true;
    await homeNames();
    test.units.state.fails = false;
    await homeNames();

    expect(test.units.asked.at(-1)).toEqual(['a', 'b', 'none']);
  });

  it('are not kept when a field of theirs says nothing', async () => {
    const loads = '{ people { home { name load } } }';
    await ask(gateway, loads);
    await ask(gateway, loads);

    expect(test.units.asked).toEqual([
      ['a', 'b', 'none'],
      ['a', 'b', 'none'],
    ]);
  });

  it('are counted, found and not found', async () => {
    const measured = await test.gateway({ observability: { logLevel: 'silent', adminPort: 0 } });
    await ask(measured, homes);
    await ask(measured, homes);
    await ask(measured, unit);
    await ask(measured, unit);
    const text = await (await fetch(`${measured.adminUrl}/metrics`)).text();

    for (const line of ['entity",result="hit"} 2', 'entity",result="miss"} 4', 'answer",result="hit"} 1', 'answer",result="miss"} 1'])
      expect(text).toContain(`cache_lookups_total{kind="${line}`);
  });
});

describe('over GET', () => {
  const get = async (query: string) => {
    const response = await fetch(`${gateway.url}?${new URLSearchParams({ query })}`, { headers: { 'apollo-require-preflight': 'true' } });
    return { cacheControl: response.headers.get('cache-control'), vary: response.headers.get('vary'), body: await response.json() };
  };

  it('a public answer tells how long its client may keep it, and nobody in between may', async () => {
    expect(await get(unit)).toEqual({
      cacheControl: 'private, max-age=60',
      vary: expect.stringContaining('authorization'),
      body: told('unit 1'),
    });
    expect((await get(unit)).cacheControl).toMatch(/^private, max-age=(?:60|59|58)$/);
  });

  it.each([
    ['a field that says nothing', '{ unit(code: "1") { code load } }'],
    ['an error', '{ unit(code: "1") { nothing } }'],
    ['the schema', '{ __typename }'],
  ])('nobody keeps an answer with %s', async (_what, query) => {
    expect((await get(query)).cacheControl).toBe('no-store');
  });

  it('and nobody keeps any answer over POST', async () => {
    const body = JSON.stringify({ query: unit });
    const response = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});
