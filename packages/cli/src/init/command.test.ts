import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { patients, seedId } from '@health-graph/fixtures';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { run } from '../run.ts';
import { schemaFolder } from '../schema/read-schema.ts';

const execute = promisify(execFile);
const repository = new URL('../../../../', import.meta.url);

let folder: string;
let tarballs: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-init-'));
  tarballs = join(folder, 'tarballs');
  expect(await init('tarballs', tarballs)).toMatchObject({ code: 0 });
  expect(await init('partner', project(), '--name', 'dong-ha-rehab', '--tarballs', tarballs)).toMatchObject({ code: 0 });
}, 180_000); // Compiles eight packages.
afterAll(() => rm(folder, { recursive: true, force: true }));

const project = (...path: readonly string[]) => join(folder, 'project', ...path);
const textOf = (...path: readonly string[]) => readFile(project(...path), 'utf8');

/** One command with `--json`: its exit code, and what it printed. */
async function init(...argv: readonly string[]) {
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const progress = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const code = await run(['init', ...argv, '--json']);
    const text: unknown = printed.mock.calls[0]?.[0];
    return {
      code,
      ...(typeof text === 'string' ? (JSON.parse(text) as { readonly error?: string; readonly files?: readonly string[] }) : {}),
    };
  } finally {
    printed.mockRestore();
    progress.mockRestore();
  }
}

async function filesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

describe('health-graph init partner', () => {
  it('writes SDL, resolvers, codegen, tests, a Dockerfile, a README, a seed and the policy table', async () => {
    const files = (await filesIn(project())).map((file) => file.slice(project().length + 1));

    expect(files).toEqual(
      expect.arrayContaining([
        ...['.dockerignore', '.gitignore', 'Dockerfile', 'README.md', 'conform.json', 'package.json', 'policies.yaml', 'schema.graphql'],
        ...['scripts/codegen.ts', 'seed/sessions.json', 'src/main.ts', 'src/resolvers/query.ts', 'test/subgraph.test.ts'],
      ]),
    );
    expect(await textOf('policies.yaml')).toBe(await readFile(join(schemaFolder, 'policies.yaml'), 'utf8'));
  });

  it('names everything after the partner, so that no two partners mean the same type or field', async () => {
    const files = (await filesIn(project())).filter((file) => !file.endsWith('.tgz'));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));

    expect(files.filter((_file, index) => /rehabilitation/i.test(texts[index] ?? ''))).toEqual([]);
    const sdl = await textOf('schema.graphql');
    expect(sdl).toContain('type DongHaRehabSession @key(fields: "id")');
    expect(sdl).toContain('  dongHaRehabSessions(first: Int, after: String): DongHaRehabSessionConnection');
    expect(await textOf('src/start.ts')).toContain("name: 'dong-ha-rehab'");
  });

  it('depends on tarballs and on exact versions, the same as ours', async () => {
    const { dependencies, devDependencies } = JSON.parse(await textOf('package.json'));
    const manifests = await Promise.all(
      ['', 'packages/config/'].map(async (path) => JSON.parse(await readFile(new URL(`${path}package.json`, repository), 'utf8'))),
    );
    const lock = JSON.parse(await readFile(new URL('package-lock.json', repository), 'utf8')).packages;
    const ours = Object.assign({}, ...manifests.flatMap((manifest) => [manifest.dependencies, manifest.devDependencies]));

    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies } as Record<string, string>)) {
      if (name === 'health-graph' || name.startsWith('@health-graph/'))
        expect(await filesIn(project('vendor'))).toContain(project(version.slice('file:'.length)));
      else expect({ name, version }).toEqual({ name, version: ours[name] ?? lock[`node_modules/${name}`]?.version });
    }
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(['@health-graph/permissions', '@health-graph/subgraph-kit']));
    expect(Object.keys(devDependencies)).toContain('health-graph');
  });

  it('seeds records of the synthetic province, so that they show up in its charts', async () => {
    const sessions: readonly { readonly patientId: string; readonly facilityId: string }[] = JSON.parse(await textOf('seed/sessions.json'));
    const cast = new Set(Object.values(patients).map(({ patientId }) => patientId));

    expect(sessions.filter(({ patientId, facilityId }) => !cast.has(patientId) || facilityId !== seedId('Facility', '44003'))).toEqual([]);
    expect(sessions.some(({ patientId }) => patientId === patients.hoa.patientId)).toBe(true);
  });

  it('refuses a folder that holds anything, and leaves it as it was', async () => {
    const used = join(folder, 'used');
    await mkdir(used);
    await writeFile(join(used, 'notes.txt'), 'mine');

    const refusal = await init('partner', used, '--name', 'dong-ha-rehab', '--tarballs', tarballs);

    expect(refusal).toMatchObject({ code: 1, error: 'The folder is not empty.' });
    expect(await readdir(used)).toEqual(['notes.txt']);
  });

  it('refuses a folder that is a file', async () => {
    await writeFile(join(folder, 'file'), '');

    expect(await init('partner', join(folder, 'file'), '--name', 'x')).toMatchObject({
      code: 1,
      error: 'The folder cannot be used: ENOTDIR.',
    });
  });

  it.each(['Dong-Ha', 'đông-hà', '1rehab', 'a--b', '-a', 'a_b', `a${'b'.repeat(40)}`])('refuses the name %s', async (name) => {
    expect(await init('partner', join(folder, 'named'), '--name', name)).toMatchObject({
      code: 1,
      error: 'The name has small letters and digits, words with hyphens between, and at most 40 characters.',
    });
  });

  it('refuses the name of a subgraph of the graph', async () => {
    expect(await init('partner', join(folder, 'named'), '--name', 'pharmacy')).toMatchObject({
      code: 1,
      error: 'The graph has a subgraph of this name.',
    });
  });

  it('refuses a folder of tarballs without any', async () => {
    expect(await init('partner', join(folder, 'without'), '--name', 'x', '--tarballs', join(folder, 'used'))).toMatchObject({
      code: 1,
      error: 'There are no tarballs for partners in this folder.',
    });
  });

  it('asks for a name', async () => {
    expect((await init('partner')).code).toBe(2);
  });
});

describe('a tarball for partners', () => {
  it('holds JavaScript and declarations of what is exported, no tests, and no dependency on anything unpublished', async () => {
    const unpacked = join(folder, 'unpacked');
    const names = new Set<string>();
    const needed = new Set<string>();
    for (const file of await readdir(tarballs)) {
      await mkdir(join(unpacked, file), { recursive: true });
      await execute('tar', ['-xzf', join(tarballs, file), '-C', join(unpacked, file)]);
      const manifest = JSON.parse(await readFile(join(unpacked, file, 'package/package.json'), 'utf8'));
      names.add(manifest.name);
      const { dependencies } = manifest as { readonly dependencies: Readonly<Record<string, string>> };
      expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
      for (const name of Object.keys(dependencies)) if (name.startsWith('@health-graph/')) needed.add(name);
      const exported = Object.values(manifest.exports) as { readonly types: string; readonly default: string }[];
      const paths = [...exported.flatMap(({ types, default: code }) => [types, code]), ...(Object.values(manifest.bin) as string[])];
      await Promise.all(paths.map((path) => readFile(join(unpacked, file, 'package', path))));
    }

    const files = await filesIn(unpacked);
    expect(files.filter((file) => /\.test\.|(?<!\.d)\.ts$|\/store\//.test(file))).toEqual([]);
    expect([...needed].filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('health-graph init env', () => {
  const settings = {
    GATEWAY_URL: 'https://graph.example/graphql',
    IDENTITY_URL: 'https://identity.example/graphql',
    INTERNAL_SECRET: 'a secret of this test, 32 characters or more',
  };
  const before = { ...process.env };
  afterAll(() => {
    Object.assign(process.env, before);
  });

  it('gives a partner a secret of its own, and never that of the installation', async () => {
    Object.assign(process.env, settings);

    const given = await init('env', '--name', 'dong-ha-rehab');

    for (const name of Object.keys(settings)) delete process.env[name];
    expect(given).toEqual({ code: 0, ...settings, INTERNAL_SECRET: expect.stringMatching(/^dong-ha-rehab:[0-9a-f]{64}$/) });
  });

  it('says that no graph runs where none does', async () => {
    expect(await init('env', '--name', 'dong-ha-rehab', '--data', join(folder, 'data'))).toMatchObject({
      code: 1,
      error: 'No graph runs on this folder; start it with health-graph up.',
    });
  });
});
