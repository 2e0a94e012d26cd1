import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from '../architecture/source-files.ts';
import { tellStory } from './newcomer/story.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';

let folder: string;
beforeAll(async () => {
  const above = isFull ? tmpdir() : join(root, 'tests/.data'); // What is borrowed is found in folders above.
  await mkdir(above, { recursive: true });
  folder = await mkdtemp(join(above, 'health-graph-newcomer-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an IT team of a partner hospital', () => {
  it('writes, proves and publishes a subgraph with a field of its own, and the gateway serves it within three minutes', async () => {
    const said: string[] = [];

    const { seconds, answer } = await tellStory({
      folder,
      people: isFull ? 1_000 : 20,
      modules: isFull ? 'npm' : 'borrowed',
      write: (text) => said.push(text),
    });

    const session = {
      start: '2026-06-22T08:30:00+07:00',
      status: 'PLANNED',
      room: 'P.204',
      costVnd: 150_000,
      facility: { name: 'Bệnh viện Đa khoa khu vực Ba Đồn' },
    };
    expect(answer).toEqual({
      data: { patient: { name: { text: 'Nguyễn Thị Hòa' }, baDonRehabSessions: { edges: [{ node: session }] } } },
    });
    expect(said.join('')).toContain('37 passed, 0 failed, 0 skipped.');
    if (isFull) expect(seconds).toBeLessThan(180); // The other suites run beside this one.
  }, 300_000);
});
