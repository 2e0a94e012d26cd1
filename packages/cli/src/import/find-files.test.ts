import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findFiles } from './find-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-files-'));
  await mkdir(join(folder, 'below'));
  for (const name of ['b.json', 'a.json.gz', 'below/c.ndjson', 'README.md', 'manifest.json', 'odd.txt'])
    await writeFile(join(folder, name), '{}');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('findFiles', () => {
  it('finds bundles and NDJSON in a folder and below, in the order of their names, and says what it passes over', async () => {
    const { files, skipped, missing } = await findFiles([folder]);

    expect(files.map(({ name, format }) => [name, format])).toEqual([
      [join(folder, 'a.json.gz'), 'bundle'],
      [join(folder, 'b.json'), 'bundle'],
      [join(folder, 'below', 'c.ndjson'), 'ndjson'],
    ]);
    expect(skipped.map(({ file }) => file)).toEqual(['README.md', 'manifest.json', 'odd.txt'].map((name) => join(folder, name)));
    expect(missing).toEqual([]);
  });

  it('follows a link to a file, and tells of one that leads nowhere', async () => {
    await symlink(join(folder, 'odd.txt'), join(folder, 'd.json'));
    await symlink(join(folder, 'gone'), join(folder, 'e.json'));

    const { files, missing } = await findFiles([folder]);

    expect(files.map(({ name }) => name)).toContain(join(folder, 'd.json'));
    expect(missing).toEqual([join(folder, 'e.json')]);
  });

  it('takes a file that is named whatever its name is, each file once, and says which paths are not there', async () => {
    const odd = join(folder, 'odd.txt');

    const { files, missing } = await findFiles([odd, odd, join(folder, 'nowhere'), '/dev/null']);

    expect(files.map(({ path }) => path)).toEqual([odd]);
    expect(missing).toEqual([join(folder, 'nowhere'), '/dev/null']);
  });
});
