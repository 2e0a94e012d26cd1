import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { run } from '../run.ts';
import { schemaFolder } from './read-schema.ts';

let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'health-graph-compose-'));
});
beforeEach(async () => {
  folder = join(root, 'schema');
  await rm(folder, { recursive: true, force: true });
  await cp(schemaFolder, folder, { recursive: true });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function compose(...argv: readonly string[]) {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const spies = [jest.spyOn(console, 'log').mockImplementation(keep), jest.spyOn(console, 'error').mockImplementation(keep)];
  try {
    return { code: await run(['compose', '--schema', folder, ...argv]), said: lines.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(folder, file);
  const before = await readFile(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`The change of ${file} changes nothing.`);
  await writeFile(path, after);
}

describe('health-graph compose', () => {
  it('finds nothing to do in the schema of this repository', async () => {
    expect(await compose('--check')).toEqual({
      code: 0,
      said: '5 subgraphs compose; schema/supergraph.graphql is up to date.',
    });
  });

  it('refuses a field without a class, and writes nothing', async () => {
    await change('patients.graphql', /( {2}nationalId: String) @policy\(policies: \[\["identity"\]\]\)/, '$1');
    const before = await readFile(join(folder, 'supergraph.graphql'), 'utf8');

    const { code, said } = await compose();

    expect(code).toBe(1);
    expect(said).toContain('patients Patient.nationalId (class): The field has no data class: add @policy.');
    expect(await readFile(join(folder, 'supergraph.graphql'), 'utf8')).toBe(before);
  });

  it('refuses a subgraph that weakens the label of a field that another one has, too', async () => {
    await change(
      'encounters.graphql',
      /(type Patient @key\(fields: "id"\) \{[^}]*?id: ID! @policy\(policies: \[\[)"public"/,
      '$1"identity"',
    );

    const { code, said } = await compose('--json');

    expect(code).toBe(1);
    expect(JSON.parse(said).faults).toContainEqual({
      subgraph: 'patients',
      coordinate: 'Patient.id',
      rule: 'weaker-class',
      message: 'The field is identity in encounters: a label is the same in every subgraph.',
    });
  });

  it('writes what changed, and --check only says so', async () => {
    await change(
      'patients.graphql',
      /( {2}nationalId: String) @policy\(policies: \[\["identity"\]\]\)/,
      '$1 @policy(policies: [["identity-sensitive"]])',
    );

    const stale = await compose('--check');
    const written = await compose();
    const checked = await compose('--check');

    expect(stale).toEqual({ code: 1, said: 'schema/supergraph.graphql is stale: run `npx health-graph compose`.' });
    expect(written).toMatchObject({ code: 0, said: expect.stringContaining('is written') });
    expect(checked.code).toBe(0);
  });
});
