import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HealthGraph, startHealthGraph, temporaryFolder } from '../journeys/health-graph.ts';
import { importFhir, isFull, type Summary, startImport, syntheticFolder, untilAcknowledged } from './import-command.ts';
import { contentOf, storeProcess } from './store-content.ts';

const patients = isFull ? 60 : 10;
const encounters = isFull ? 20 : 6;
/** Where in the import the kill comes, in acknowledged batches of one file each. */
const moments = isFull ? [1, 10, 25, 50] : [4];

let bundles: Awaited<ReturnType<typeof syntheticFolder>>;
let undisturbed: Record<string, string>;
let entries: number;

async function onAGraph<Result>(data: string, work: (graph: HealthGraph) => Promise<Result>): Promise<Result> {
  const graph = await startHealthGraph(data, ['--people', '0']);
  try {
    return await work(graph);
  } finally {
    await graph.stop();
  }
}

beforeAll(async () => {
  bundles = await syntheticFolder(patients, encounters);
  const data = await temporaryFolder();
  await onAGraph(data.path, async () => {
    const { summary } = await importFhir(data.path, bundles.path);
    entries = summary.entries;
    undisturbed = await contentOf(data.path);
  });
  await data.remove();
}, 300_000);

afterAll(async () => {
  await bundles?.remove();
});

describe('kill -9 in the middle of an import', () => {
  it.each(moments)(
    'of the importer, behind batch %i: importing again comes to the same end',
    async (batches) => {
      const data = await temporaryFolder();

      await onAGraph(data.path, async () => {
        const acknowledged = untilAcknowledged(data.path, batches);
        const started = await startImport(data.path, [bundles.path]);
        await acknowledged;
        started.process.kill('SIGKILL');
        await started.ended;
        const { code, summary } = await importFhir(data.path, bundles.path);

        expect(code).toBe(0);
        expect(summary).toMatchObject({ isResumed: true, entries, refused: [] });
        expect(await contentOf(data.path)).toEqual(undisturbed);
      });
      await data.remove();
    },
    300_000,
  );

  it.each(moments)(
    'of the store, behind batch %i: starting and importing again comes to the same end',
    async (batches) => {
      const data = await temporaryFolder();
      const graph = await startHealthGraph(data.path, ['--people', '0']);
      const store = await storeProcess(data.path);

      const acknowledged = untilAcknowledged(data.path, batches);
      const started = await startImport(data.path, [bundles.path]);
      await acknowledged;
      process.kill(store, 'SIGKILL');
      const { code, stdout } = await started.ended;
      if (graph.process.exitCode === null) await once(graph.process, 'close');

      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
      await onAGraph(data.path, async () => {
        const { summary } = await importFhir(data.path, bundles.path);

        expect(summary).toMatchObject({ isResumed: true, entries, refused: [] } satisfies Partial<Summary>);
        expect(await contentOf(data.path)).toEqual(undisturbed);
      });
      await data.remove();
    },
    300_000,
  );
});
