import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { GatewaySettings } from '../settings.ts';
import { type RunningGateway, start } from '../start.ts';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { composeForTest, enforcedBy, LABELLED } from '../testing/test-gateway.ts';
import { type ColouredGraphs, type PushedSource, pushedSource, startColouredGraphs } from './testing.ts';

let graphs: ColouredGraphs;
let issuer: TestProvider;
let gateway: RunningGateway;
let source: PushedSource;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  graphs = await startColouredGraphs();
  issuer = await startIssuer();
});
afterEach(async () => {
  await gateway.close();
  lines.length = 0;
});
afterAll(async () => {
  await graphs.close();
  await issuer.close();
});

async function startRed(settings: Partial<GatewaySettings> = { open: true }): Promise<void> {
  source = pushedSource(graphs.supergraph('red'));
  const writeLog = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const given = settings.supergraphFile === undefined ? { supergraphSource: source } : {};
  gateway = await start({ port: 0, ...given, observability: { adminPort: 0, writeLog }, ...settings });
}

const post = (query: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) });
const ask = async (query: string): Promise<unknown> => (await post(query)).json();
const servedNow = async (): Promise<unknown> =>
  ((await (await fetch(new URL('/ready', gateway.url))).json()) as { readonly supergraph: unknown }).supergraph;
/** Asks until it is so: the gateway takes a change when it has loaded it. */
async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is()));
}
async function swapTo(sdl: string): Promise<string> {
  const { version } = source.push(sdl);
  await until(async () => (await servedNow()) === version);
  return version;
}
async function metric(series: string): Promise<number> {
  const text = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`health_graph_gateway_${series} `));
  return Number(line?.slice(line.lastIndexOf(' ')));
}
const all = (colour: string) => ({ data: { thing: { colour, title: colour, owner: colour } } });
const query = '{ thing { colour title owner } }';

describe('a swap', () => {
  it('answers what comes after it by the new graph, and says which is served', async () => {
    await startRed();
    const before = await servedNow();
    const answers = [await ask(query)];

    const version = await swapTo(graphs.supergraph('green'));
    answers.push(await ask(query));

    expect(answers).toEqual([all('red'), all('green')]);
    expect(await metric(`supergraph{version="${version}"}`)).toBe(1);
    expect(await metric(`supergraph{version="${before}"}`)).toBeNaN();
    expect(lines).toMatchObject([{ level: 30, supergraph: version, before, msg: 'Another supergraph is served.' }]);
  });

  it('lets a request end on the graph that it began with, whose connections go when it has', async () => {
    await startRed();
    const { asked, release } = graphs.hold('red');
    const answer = ask(query);
    await asked;

    await swapTo(graphs.supergraph('green'));
    const during = { alive: await metric('supergraph_versions'), later: await ask(query), connections: graphs.connections('red') };
    release();

    expect(during).toEqual({ alive: 2, later: all('green'), connections: expect.any(Number) });
    expect(during.connections).toBeGreaterThan(0);
    expect(await answer).toEqual(all('red'));
    await graphs.disconnected('red');
    await until(async () => (await metric('supergraph_versions')) === 1);
  });

  it('lets deferred parts follow from the graph that gave the first', async () => {
    await startRed();
    const { asked, release } = graphs.hold('red');
    const response = await post('{ thing { colour ... @defer { owner } } }', { accept: 'multipart/mixed;deferSpec=20220824' });
    await asked;

    await swapTo(graphs.supergraph('green'));
    release();
    const text = await response.text();

    expect(text).toContain('{"thing":{"colour":"red"}}');
    expect(text).toContain('{"owner":"red"}');
    expect(text).not.toContain('green');
  });

  it('does not run what was right for the graph before', async () => {
    await startRed();
    const old = await ask('{ thing { onlyRed } }');

    await swapTo(graphs.supergraph('green'));

    expect(old).toEqual({ data: { thing: { onlyRed: 'red' } } });
    expect(await ask('{ thing { onlyRed } }')).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
    expect(await ask('{ thing { onlyGreen } }')).toEqual({ data: { thing: { onlyGreen: 'green' } } });
  });

  it('goes back as it goes forth', async () => {
    await startRed();
    const first = await servedNow();
    await swapTo(graphs.supergraph('green'));

    expect(await swapTo(graphs.supergraph('red'))).toBe(first);
    expect(await ask(query)).toEqual(all('red'));
  });

  it('takes the last of many that come at once', async () => {
    await startRed();

    for (let number = 1; number < 20; number++) source.push(graphs.supergraph('red', number));
    await swapTo(graphs.supergraph('green'));

    expect(await ask(query)).toEqual(all('green'));
    expect(await metric('supergraphs_total{outcome="served"}')).toBeLessThanOrEqual(3);
  });

  it('is what the change of a watched file becomes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hot-swap-'));
    const supergraphFile = join(folder, 'supergraph.graphql');
    await writeFile(supergraphFile, graphs.supergraph('red'));
    await startRed({ open: true, supergraphFile, watchSupergraph: true });

    await writeFile(`${supergraphFile}.new`, graphs.supergraph('green'));
    await rename(`${supergraphFile}.new`, supergraphFile);
    await until(async () => JSON.stringify(await ask(query)) === JSON.stringify(all('green')));

    await rm(folder, { recursive: true });
  });

  it('that is loading when the gateway is closed comes to nothing', async () => {
    await startRed();

    source.push(graphs.supergraph('green'));
    await gateway.close();

    await graphs.disconnected('green');
    expect(graphs.connections('green')).toBe(0);
  });
});

describe('a supergraph that cannot be served', () => {
  const unreadable = (): string => graphs.supergraph('red').replace('type Thing', 'type Thing @nonsense');
  it.each<[string, () => string]>([
    ['is no GraphQL', () => 'type {'],
    ['is no supergraph', () => 'type Query { a: Int }'],
    ['has a directive that there is not', unreadable],
    ['has classes, where the gateway is open', () => composeForTest(LABELLED)],
    ['has a subgraph without address', () => graphs.supergraph('green').replace(/url: "[^"]+", *\)|url: "http:[^"]+"/, 'url: ""')],
  ])('because it %s never takes the place of a good one', async (_why, sdl) => {
    await startRed();
    const before = await servedNow();

    const { version } = source.push(sdl());
    await until(async () => (await metric('supergraphs_total{outcome="refused"}')) === 1);

    expect(await servedNow()).toBe(before);
    expect(await ask(query)).toEqual(all('red'));
    expect(lines).toMatchObject([{ level: 50, supergraph: version, msg: 'A supergraph was refused; the one before is served on.' }]);
    await swapTo(graphs.supergraph('green'));
    expect(await ask(query)).toEqual(all('green'));
  });

  it.each<[string, () => string]>([
    ['an address whose keys anybody could send', () => composeForTest(LABELLED, 'http://patients.example.vn/graphql')],
    ['a class that nobody knows', () => composeForTest(LABELLED.replace('identity', 'horoscope'))],
  ])('because it has %s is refused where access is enforced', async (_what, sdl) => {
    const first = composeForTest(LABELLED);
    source = pushedSource(first);
    const observability = { adminPort: 0, logLevel: 'silent' } as const;
    gateway = await start({ ...enforcedBy(issuer), port: 0, supergraphSource: source, observability });
    const before = await servedNow();

    source.push(sdl());
    await until(async () => (await metric('supergraphs_total{outcome="refused"}')) === 1);

    expect(await servedNow()).toBe(before);
  });

  it('or cannot be had is told, and the one before is served on', async () => {
    await startRed();

    source.fail(new Error('The registry is away.'));

    expect(await metric('supergraphs_total{outcome="refused"}')).toBe(1);
    expect(lines).toMatchObject([{ level: 50, msg: 'A supergraph was refused; the one before is served on.' }]);
    expect(JSON.stringify(lines)).not.toContain('registry is away');
    expect(await ask(query)).toEqual(all('red'));
  });
});
