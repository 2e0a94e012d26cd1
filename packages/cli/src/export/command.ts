import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { openGraph } from '../graph/open-graph.ts';
import { connectSubgraphs } from '../import/subgraph-connection.ts';
import { exportFhir } from './export-fhir.ts';

interface ExportFhirOptions {
  readonly patient: string;
  readonly data: string;
  readonly out?: string;
  readonly json?: true;
}

const exportFhirCommand = new Command('fhir')
  .description('write one FHIR R4 bundle with every resource of a patient, each as it came in')
  .requiredOption('--patient <id>', "the patient's id in the graph, or the id that the FHIR Patient came with")
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--out <file>', 'write to a file instead of standard output')
  .option('--json', 'one JSON object as it goes into files, also on a terminal, which is shown it indented otherwise')
  .addHelpText('after', '\nEnds with 1 when there is no FHIR record of the patient.')
  .action(run);

/** `health-graph export`: what was imported comes back. */
export const exportCommand = new Command('export').description('give back what was imported').addCommand(exportFhirCommand);

async function run(options: ExportFhirOptions): Promise<void> {
  const mongoUrl = process.env['MONGODB_URL'];
  const graph = await openGraph({ dataFolder: options.data, ...(mongoUrl === undefined ? {} : { mongoUrl }) });
  try {
    const connection = connectSubgraphs({ subgraphs: graph.subgraphs, internalSecret: graph.internalSecret });
    const bundle = await exportFhir(connection, options.patient);
    const target = options.out === undefined ? process.stdout : createWriteStream(options.out, { mode: 0o600 });
    const isForPerson = options.out === undefined && process.stdout.isTTY && options.json === undefined;
    const text = isForPerson ? [`${JSON.stringify(JSON.parse([...bundle].join('')), null, 2)}\n`] : bundle;
    await pipeline(Readable.from(text), target, { end: options.out !== undefined });
  } finally {
    await graph.close();
  }
}
