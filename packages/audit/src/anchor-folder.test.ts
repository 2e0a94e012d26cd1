import { createPublicKey } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anchorsIn, genesis, openAnchorFolder, readAnchor } from './index.ts';

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'health-graph-anchors-'));
  folder = join(parent, 'anchors');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const sign = async (writer: string) => {
  const anchor = await openAnchorFolder(folder, writer);
  await anchor.append(genesis(writer), '2026-08-01T08:00:00.000Z');
  await anchor.close();
};
const verified = async () => {
  const { files, publicKeyFile } = await anchorsIn(folder);
  const key = createPublicKey(await readFile(publicKeyFile, 'utf8'));
  return Promise.all(files.map(async (file) => readAnchor(await readFile(file, 'utf8'), key)));
};

describe('the folder of anchors', () => {
  it('is made with one key pair, which all writers use from then on', async () => {
    for (const writer of ['gateway-1', 'gateway-2', 'gateway-1']) await sign(writer);

    expect((await verified()).map(({ heads, faults }) => [heads.length, faults])).toEqual([
      [2, []],
      [1, []],
    ]);
  });

  it('has one key pair also when writers open it at the same moment', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => sign(`gateway-${index}`)));

    expect((await verified()).flatMap(({ faults }) => faults)).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.pem'))).toHaveLength(2);
  });

  it('is readable by its owner only', async () => {
    await sign('gateway-1');

    const modes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mode & 0o777));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  it.each(['', '../gateway', 'Gateway 1', 'x'.repeat(41)])('refuses a writer of the name %j', async (writer) => {
    await expect(openAnchorFolder(folder, writer)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('refuses a place that is no folder', async () => {
    await sign('gateway-1');

    await expect(openAnchorFolder(join(folder, 'public-key.pem'), 'gateway-1')).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('has no anchors where there is none', async () => {
    expect((await anchorsIn(folder)).files).toEqual([]);
  });
});
