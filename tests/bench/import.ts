import { once } from 'node:events';
import { type Summary, startImport, syntheticFolder } from '../exchange/import-command.ts';
import { temporaryFolder } from '../journeys/health-graph.ts';

/** Synthea-like people, about 170 resources each, as in the sample data that the format is known by. */
const people = 60;
const encountersEach = 15;

/**
 * How fast `health-graph import fhir` keeps resources, by itself on a fresh folder (store and subgraphs start with it and end with it), and
 * how fast it finds that nothing changed. HEALTH_GRAPH_BENCH_FHIR names a folder of one's own instead of the synthetic people.
 */
export async function run(): Promise<void> {
  const own = process.env['HEALTH_GRAPH_BENCH_FHIR'];
  const source = own === undefined ? await syntheticFolder(people, encountersEach) : { path: own, remove: async () => {} };
  const data = await temporaryFolder();
  try {
    console.log('| import | resources | seconds | resources/s | importer at its peak |\n|---|--:|--:|--:|--:|');
    for (const what of ['into an empty graph', 'again, nothing changed']) {
      const started = await startImport(data.path, [source.path]);
      if (started.process.exitCode === null) await once(started.process, 'exit');
      const { stdout } = await started.ended;
      const { entries, seconds } = JSON.parse(stdout) as Summary & { readonly seconds: number };
      const rate = Math.round(entries / seconds).toLocaleString('en');
      console.log(
        `| ${what} | ${entries.toLocaleString('en')} | ${seconds.toFixed(1)} | ${rate} | ${(await started.peakMegabytes()).toFixed(0)} MB |`,
      );
    }
  } finally {
    await Promise.all([data.remove(), source.remove()]);
  }
}
