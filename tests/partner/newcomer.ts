import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellStory } from './newcomer/story.ts';

/**
 * Plays the IT team of a partner hospital, with a real `npm install` and the graph of `npm start`, and prints what it types and how long it takes:
 * `node tests/partner/newcomer.ts`.
 */
const folder = await mkdtemp(join(tmpdir(), 'health-graph-newcomer-'));
try {
  const { answer } = await tellStory({
    folder,
    people: 1_000,
    modules: 'npm',
    write: (text) => void process.stdout.write(text.replaceAll(folder, '~')),
  });
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
