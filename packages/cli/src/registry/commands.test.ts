import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningGateway, start } from '@health-graph/gateway';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openDataFolder } from '../graph/data-folder.ts';
import { readRuntime, writeRuntime } from '../graph/runtime-file.ts';
import { run } from '../run.ts';
import { schemaFolder } from '../schema/read-schema.ts';
import { type IdentityFolder, openIdentityFolder } from '../token/testing.ts';

let graph: IdentityFolder;
let gateway: RunningGateway;
let files: string;
beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'health-graph-publication-'));
  await writeFile(join(files, 'patients.graphql'), patients);
  graph = await openIdentityFolder();
  const folder = await openDataFolder(graph.path);
  const runtime = await readRuntime(folder);
  if (runtime === undefined) throw new Error('The graph does not run.');
  gateway = await start({
    port: 0,
    registry: { storeUrl: runtime.storeUrl, schemaFolder: files, localUrls: true },
    policiesFile: join(schemaFolder, 'policies.yaml'),
    subgraphUrls: { patients: runtime.subgraphs.patients.url },
    issuer: graph.identity.issuer ?? '',
    audience: 'http://127.0.0.1:4000/graphql',
    audit: 'none',
    observability: { logLevel: 'silent' },
  });
  await writeRuntime(folder, { ...runtime, gatewayUrl: gateway.url });
}, 180_000); // A province is taken in, on a machine that may be busy.
afterAll(async () => {
  await gateway.close();
  await graph.close();
  await rm(files, { recursive: true, force: true });
});

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy", "@requiresScopes"])';
const key = '"Opaque." id: ID! @policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Patient.r"]])';
const patients = `${link}
  type Query { "One." patient("Whose." id: ID!): Patient @policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Patient.r"]]) }
  "A person." type Patient @key(fields: "id") { ${key} }`;
const scopes = '@requiresScopes(scopes: [["user/CarePlan.r"]])';
const sdl = (dataClass = 'clinical', goal = '"What for." goal: String') => `${link}
  "A person." type Patient @key(fields: "id") {
    ${key}
    "Its plan." rehabilitationPlan: RehabilitationPlan @policy(policies: [["${dataClass}"]]) ${scopes}
  }
  "A plan." type RehabilitationPlan @policy(policies: [["${dataClass}"]]) ${scopes} { ${goal} "How often." sessions: Int }`;

/** What a command says, and how it ends. */
async function said(...argv: readonly string[]) {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const spies = [jest.spyOn(console, 'log').mockImplementation(keep), jest.spyOn(console, 'error').mockImplementation(keep)];
  try {
    return { code: await run([...argv, '--data', graph.path]), text: lines.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

async function publication(text = sdl()): Promise<readonly string[]> {
  const file = join(files, 'schema.graphql');
  await writeFile(file, text);
  return ['--name', 'rehabilitation', '--url', 'http://127.0.0.1:4100/graphql', '--schema', file];
}

const partner = ['--as', 'he-thong.ba-don'] as const;
const officer = ['--as', 'an.son'] as const;
const grant = [
  'registry',
  'grant',
  ...officer,
  '--publisher-as',
  'he-thong.ba-don',
  '--subgraph',
  'rehabilitation',
  '--claim',
  'Rehabilitation*',
  '--claim',
  'Patient.rehabilitation*',
];

describe('the commands of the registry', () => {
  it('say that nothing is granted', async () => {
    expect(await said('registry', 'grants', ...partner)).toEqual({ code: 0, text: 'Nothing is granted.' });
    expect(await said('check', ...(await publication()), ...partner)).toMatchObject({
      code: 1,
      text: expect.stringContaining('Nothing is granted to this publisher.'),
    });
  });

  it('grant, and list what is granted', async () => {
    expect(await said(...grant, '--host', '127.0.0.1:4100')).toMatchObject({ code: 0, text: expect.stringContaining('Granted.') });

    const { grants } = JSON.parse((await said('registry', 'grants', ...officer, '--json')).text);
    expect(grants).toMatchObject([{ subgraphs: ['rehabilitation'], hosts: ['127.0.0.1:4100'] }]);
  });

  it('check, and change nothing', async () => {
    expect(await said('check', ...(await publication()), ...partner)).toEqual({
      code: 0,
      text: [
        'rehabilitation can be published.',
        'Clients would see:',
        "  Type 'RehabilitationPlan' was added",
        "  Field 'goal' was added to object type 'RehabilitationPlan'",
        "  Field 'sessions' was added to object type 'RehabilitationPlan'",
        "  Field 'rehabilitationPlan' was added to object type 'Patient'",
      ].join('\n'),
    });
    expect((await said('versions', ...officer)).text).toContain('Supergraph version 1 is served.');
  });

  it('publish', async () => {
    const { code, text } = await said('publish', ...(await publication()), ...partner, '--note', 'The first.');

    expect(code).toBe(0);
    expect(text).toContain('rehabilitation is published as version 1; the supergraph is version 2.');
    expect((await said('versions', ...partner)).text).toMatch(/\* rehabilitation 1 .*"The first\."$/);
  });

  it('refuse with a report, and end with 1', async () => {
    const weaker = await publication(sdl('public'));

    expect(await said('publish', ...weaker, ...partner)).toEqual({
      code: 1,
      text: [
        'The publication is refused.',
        '  WEAKENS_CLASS  Patient.rehabilitationPlan',
        '    It is clinical now, and would not be any more.',
        '  WEAKENS_CLASS  RehabilitationPlan.goal',
        '    It is clinical now, and would not be any more.',
        '  WEAKENS_CLASS  RehabilitationPlan.sessions',
        '    It is clinical now, and would not be any more.',
        '  status: 422',
        '  code: PUBLICATION_REFUSED',
      ].join('\n'),
    });
    const { code, text } = await said('check', ...weaker, ...partner, '--json');
    expect([code, JSON.parse(text)]).toEqual([1, expect.objectContaining({ code: 'PUBLICATION_REFUSED', isAccepted: false })]);
  });

  it('say which changes nobody would notice', async () => {
    expect((await said('check', ...(await publication(sdl('clinical', ''))), ...partner)).text).toContain('(nobody used it for 30 days)');
  });

  it('roll back, to the version before or the one that is named', async () => {
    expect(await said('rollback', ...officer)).toEqual({ code: 0, text: 'Supergraph version 1 is served again, instead of 2.' });
    expect(await said('rollback', ...officer, '--to', '2')).toMatchObject({ code: 0 });
    expect(await said('rollback', ...officer, '--to', '9')).toMatchObject({ code: 1, text: expect.stringContaining('NOT_FOUND') });
    expect(await said('rollback', ...partner)).toMatchObject({ code: 1, text: expect.stringContaining('FORBIDDEN') });
    expect(await said('rollback', ...officer, '--to', 'x')).toMatchObject({ code: 2 });
  });

  it('take a grant back', async () => {
    expect(await said('registry', 'revoke', ...officer, '--publisher-as', 'he-thong.ba-don')).toMatchObject({ code: 0 });
    expect(await said('publish', ...(await publication()), ...partner)).toMatchObject({ code: 1 });
  });

  it('ask who somebody is, and send a token over https only', async () => {
    expect(await said('versions')).toMatchObject({ code: 1, text: expect.stringContaining('Who are you?') });
    expect(await said('versions', '--token', 'a.b.c')).toMatchObject({ code: 1, text: expect.stringContaining('UNAUTHENTICATED') });
    expect(await said('versions', '--token', 'a.b.c', '--gateway', 'http://graph.example.vn')).toMatchObject({
      code: 1,
      text: expect.stringContaining('A token goes over https only'),
    });
  });

  it('show how the endpoints do, to a security officer', async () => {
    const { code, text } = await said('status', ...officer);

    expect(code).toBe(0);
    expect(text).toMatch(/^Supergraph \S+ is served\.\nENDPOINT +CIRCUIT/);
    expect(text).toMatch(/^patients +closed +0 +0/m);
    expect(JSON.parse((await said('status', ...officer, '--json')).text)).toMatchObject({ endpoints: expect.any(Array) });
    expect(await said('status', ...partner)).toMatchObject({ code: 1, text: expect.stringContaining('FORBIDDEN') });
  });

  it('tell a gateway without a registry, and a file that is not there', async () => {
    expect(await said('versions', '--token', 'a.b.c', '--gateway', new URL(graph.identity.issuer ?? '').origin)).toMatchObject({
      code: 1,
      text: expect.stringContaining('The gateway has no registry.'),
    });
    expect(await said('check', '--name', 'a', '--url', 'b', '--schema', join(files, 'none'), ...partner)).toMatchObject({
      code: 1,
      text: expect.stringContaining('The schema cannot be read.'),
    });
  });
});
