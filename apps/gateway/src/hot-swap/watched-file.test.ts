import { mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixedSource, type SupergraphText, supergraphText } from './supergraph-source.ts';
import { watchedFile } from './watched-file.ts';

let folder: string;
let path: string;
let stops: (() => void)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watched-file-'));
  path = join(folder, 'supergraph.graphql');
  stops = [];
  await writeFile(path, 'first');
});
afterEach(async () => {
  for (const stop of stops) stop();
  await rm(folder, { recursive: true });
});

/** What a listener is told, one after the other. */
function watched() {
  const source = watchedFile(path, { everyMs: 5 });
  const told: (SupergraphText | 'failed')[] = [];
  const waiting: (() => void)[] = [];
  const note = (what: SupergraphText | 'failed'): void => {
    told.push(what);
    waiting.shift()?.();
  };
  stops.push(source.onChange({ changed: note, failed: () => note('failed') }));
  const next = async (): Promise<SupergraphText | 'failed'> => {
    if (told.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return told.shift() as SupergraphText | 'failed';
  };
  return { source, next, told };
}

describe('a watched file', () => {
  it('tells what was written in place, and what was renamed over it', async () => {
    const { source, next } = watched();
    expect(await source.current()).toEqual(supergraphText('first'));

    await writeFile(path, 'second');
    expect(await next()).toEqual(supergraphText('second'));

    await writeFile(join(folder, 'other'), 'third');
    await rename(join(folder, 'other'), path);
    expect(await next()).toEqual(supergraphText('third'));
  });

  it('tells where a link points now, as mounted configuration changes', async () => {
    await writeFile(join(folder, 'one'), 'one');
    await writeFile(join(folder, 'two'), 'two');
    await unlink(path);
    await symlink('one', path);
    const { source, next } = watched();
    await source.current();

    await symlink('two', join(folder, 'link'));
    await rename(join(folder, 'link'), path);

    expect(await next()).toEqual(supergraphText('two'));
  });

  it('tells nothing of a file that was written again with the same text', async () => {
    const { source, next, told } = watched();
    await source.current();

    await writeFile(path, 'first');
    await writeFile(path, 'first');
    await writeFile(path, 'second');

    expect(await next()).toEqual(supergraphText('second'));
    expect(told).toEqual([]);
  });

  it('says once that the file is gone, and takes it when it is back', async () => {
    const { source, next, told } = watched();
    await source.current();

    await unlink(path);
    expect(await next()).toBe('failed');
    await writeFile(path, 'back');
    expect(await next()).toEqual(supergraphText('back'));
    expect(told).toEqual([]);
  });

  it('has nothing to give where there is no file', async () => {
    await unlink(path);

    await expect(watchedFile(path).current()).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      details: { setting: 'supergraphFile' },
    });
  });
});

describe('a fixed text', () => {
  it('has the version of its text, wherever it comes from', async () => {
    const { source } = watched();

    expect(await fixedSource('first').current()).toEqual(await source.current());
    expect(supergraphText('first').version).not.toBe(supergraphText('second').version);
  });
});
