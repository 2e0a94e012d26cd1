import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImportFile } from './find-files.ts';
import { openJournal } from './journal.ts';
import { count, emptyTally, type Tally } from './tally.ts';

let folder: string;
const file: ImportFile = { path: '/records/Nguyen_Thi_Hoa.json', name: 'Nguyen_Thi_Hoa.json', format: 'bundle', size: 10, modifiedMs: 1 };

const tallyOf = (...types: string[]): Tally => {
  const tally = emptyTally();
  for (const type of types) count(tally, type, 'kept');
  return tally;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('openJournal', () => {
  it('tells after a crash how far each file had come, and what had become of its entries', async () => {
    const before = await openJournal(folder, ['records']);
    await before.acknowledge(file, 400, tallyOf('Patient', 'Claim'));
    await before.acknowledge(file, 800, tallyOf('Claim'));

    const journal = await openJournal(folder, ['records']);

    expect(journal.isResumed).toBe(true);
    expect(journal.progressOf(file)).toMatchObject({
      upTo: 800,
      isDone: false,
      tally: { entries: 3, kept: 3, byType: { Patient: 1, Claim: 2 } },
    });
    await Promise.all([before.close(), journal.close()]);
  });

  it('takes a line that the crash cut off as not written, and goes on behind it', async () => {
    const before = await openJournal(folder, ['records']);
    await before.acknowledge(file, 400, tallyOf('Patient'));
    await before.close();
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), '{"file":"x","upTo":80');

    const resumed = await openJournal(folder, ['records']);
    await resumed.fileDone(file);
    await resumed.close();
    const journal = await openJournal(folder, ['records']);

    expect(journal.progressOf(file)).toMatchObject({ upTo: 400, isDone: true });
    await journal.close();
  });

  it('begins anew when the import had ended, when other paths are imported, and for a file that changed', async () => {
    const before = await openJournal(folder, ['records']);
    await before.acknowledge(file, 400, tallyOf('Patient'));
    const other = await openJournal(folder, ['elsewhere']);
    const unfinished = await openJournal(folder, ['records']);

    expect(other.isResumed).toBe(false);
    expect(unfinished.progressOf({ ...file, modifiedMs: 2 })).toMatchObject({ upTo: 0, isDone: false });

    await unfinished.end();
    const journal = await openJournal(folder, ['records']);

    expect(journal.isResumed).toBe(false);
    expect(journal.progressOf(file).upTo).toBe(0);
    await Promise.all([before, other, unfinished, journal].map((opened) => opened.close()));
  });

  it('does not write down the name of a file, which may be a person', async () => {
    const journal = await openJournal(folder, ['Nguyen_Thi_Hoa.json']);
    await journal.acknowledge(file, 1, tallyOf('Patient'));
    await journal.close();

    const names = await readdir(folder);
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));

    expect([...names, ...texts].join()).not.toContain('Nguyen');
  });
});
