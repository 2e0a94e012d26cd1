import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { condition, recordId } from '@health-graph/records';
import { recordStore } from '@health-graph/store';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openDataFolder } from '../graph/data-folder.ts';
import { openFolderStore } from '../graph/folder-store.ts';
import { run } from '../run.ts';

jest.setTimeout(60_000);

const patientId = recordId('test', 'Patient', 'hoa');
const aCondition = (code: string) => ({
  type: 'Condition',
  id: recordId('test', 'Condition', code),
  patientId,
  source: { system: 'test', type: 'Condition', id: code, hash: 'a'.repeat(64) },
  data: { patientId, code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code }] } },
});
let data: string;

/** A folder whose records were stored when nobody knew of labels. */
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'health-graph-relabel-'));
  await openDataFolder(data);
  await withConditions(async (store) => {
    await store.prepare();
    await store.upsert(['B24', 'J00'].map(aCondition));
  });
});
afterAll(() => rm(data, { recursive: true, force: true }));

const openConditions = (connection: Parameters<typeof recordStore>[0]) =>
  recordStore(connection, { definitions: { Condition: condition }, labelsOf: () => [] });

async function withConditions<Result>(work: (store: ReturnType<typeof openConditions>) => Promise<Result>): Promise<Result> {
  const folder = await openFolderStore(data);
  const store = openConditions(await folder.connect('encounters'));
  try {
    return await work(store);
  } finally {
    await store.close();
    await folder.close();
  }
}

async function relabel(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const out: string[] = [];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line)),
    jest.spyOn(console, 'error').mockImplementation((line: string) => void out.push(line)),
  ];
  try {
    return { code: await run(['relabel', ...argv]), out: out.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('relabel', () => {
  it('raises what the code lists raise now, says how many, and nothing the second time', async () => {
    const first = await relabel('--data', data, '--json');
    const labelled = await withConditions((store) => store.collections.Condition.model.find({ labelKey: 'hiv' }).lean());
    const second = await relabel('--data', data);

    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      read: 2,
      changed: 1,
      bySubgraph: { encounters: { read: 2, changed: 1 }, patients: { read: 0 } },
    });
    expect(labelled.map(({ _id }) => _id)).toEqual([aCondition('B24').id]);
    expect(second).toEqual({ code: 0, out: '2 records read, 0 of them have other labels now.' });
  });

  it('fails where there is no graph', async () => {
    const { code, out } = await relabel('--data', join(data, 'empty'));

    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('no graph') });
  });
});
