import { Command, InvalidArgumentError } from 'commander';
import { openGraph } from '../graph/open-graph.ts';
import { createProgress } from '../graph/progress.ts';
import { printResult } from '../print-result.ts';
import { importFhir } from './import-fhir.ts';
import { connectSubgraphs } from './subgraph-connection.ts';
import { summaryLines } from './summary-lines.ts';

interface ImportFhirOptions {
  readonly data: string;
  readonly wait: number;
  readonly json?: true;
}

const meaning = `
What the summary says, each entry of a bundle counted once:
  kept       stored for the first time
  updated    stored before from the same source, with other content
  unchanged  stored before with the same content, also when it comes twice in one import
  refused    not stored, with the file, the entry's place, the element and the reason; never the value
A file that cannot be read to its end is refused whole. An import that was cut short goes on where the store acknowledged it last:
run the same command again. Ends with 1 when anything was refused.

MONGODB_URL names a MongoDB server to use instead of the embedded store.`;

const importFhirCommand = new Command('fhir')
  .description('import FHIR R4: transaction, batch and collection bundles (.json) and one resource a line (.ndjson), plain or gzip')
  .argument('<path...>', 'files, or folders with everything below them')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--wait <seconds>', 'how long to wait for a subgraph that does not answer', seconds, 20)
  .option('--json', 'print one JSON object')
  .addHelpText('after', meaning)
  .action(run);

/** `health-graph import`: files into the graph, through ingest. */
export const importCommand = new Command('import').description('import medical records into the graph').addCommand(importFhirCommand);

function seconds(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number of seconds.');
}

async function run(paths: readonly string[], options: ImportFhirOptions): Promise<void> {
  const progress = createProgress();
  const mongoUrl = process.env['MONGODB_URL'];
  const graph = await openGraph({
    dataFolder: options.data,
    ...(mongoUrl === undefined ? {} : { mongoUrl }),
    onStep: (step) => progress.update(`${step} ...`),
  });
  try {
    const connection = connectSubgraphs({ subgraphs: graph.subgraphs, internalSecret: graph.internalSecret, waitSeconds: options.wait });
    const summary = await importFhir({ paths, connection, importsFolder: graph.folder.importsFolder, progress });
    progress.done(`imported ${summary.entries.toLocaleString('en')} resources in ${summary.seconds} s`);
    printResult(options, { ...summary }, summaryLines(summary));
    if (summary.refused.length > 0) process.exitCode = 1;
  } finally {
    await graph.close();
  }
}
