import { CommandFailed } from '../command-failed.ts';
import { printResult } from '../print-result.ts';
import { openConnection } from './connection.ts';
import { type PublicationOptions, publicationCommand, readPublication } from './publication.ts';
import { type Report, reportLines } from './report.ts';

interface PublishOptions extends PublicationOptions {
  readonly note?: string;
}

interface Published extends Report {
  readonly version: number;
  readonly supergraph: number;
  readonly isNew: boolean;
}

/** `health-graph publish`: a subgraph becomes part of the graph, or its next version does. */
export const publishCommand = publicationCommand('publish')
  .description('publish a subgraph: the gateways serve it within seconds, and drop no request')
  .option('--note <text>', 'a line for whoever reads the versions')
  .addHelpText('after', '\nEnds with 1 when it is refused; the report says why, and nothing is changed.')
  .action(async (options: PublishOptions) => {
    const registry = await openConnection(options);
    const { note } = options;
    const asked = { ...(await readPublication(options)), ...(note === undefined ? {} : { note }) };
    const { body } = await registry.ask('POST', '/registry/publish', asked).catch(withReport);
    const published = body as unknown as Published;
    const { version, supergraph, isNew } = published;
    const done = isNew ? `is published as version ${version}` : `is served as version ${version} already`;
    printResult(options, { ...published }, [
      `${options.name} ${done}; the supergraph is version ${supergraph}.`,
      ...reportLines(published),
    ]);
  });

function withReport(failure: unknown): never {
  if (!(failure instanceof CommandFailed) || !Array.isArray(failure.report['findings'])) throw failure;
  const lines = reportLines(failure.report as unknown as Report);
  throw new CommandFailed(failure.message, { ...failure.report, lines }, { cause: failure });
}
