import { CommandFailed } from '../command-failed.ts';
import { printResult } from '../print-result.ts';
import { openConnection } from './connection.ts';
import { type PublicationOptions, publicationCommand, readPublication } from './publication.ts';
import { type Report, reportLines } from './report.ts';

/** `health-graph check`: what `publish` would say. */
export const checkCommand = publicationCommand('check')
  .description(
    "ask the registry whether a subgraph could be published: composition, classes, the publisher's grant, operations in use, the URL",
  )
  .addHelpText('after', '\nNothing is changed. Ends with 1 when `publish` would refuse.')
  .action(async (options: PublicationOptions) => {
    const registry = await openConnection(options);
    const { body } = await registry.ask('POST', '/registry/check', await readPublication(options));
    const report = body as unknown as Report;
    if (!report.isAccepted)
      throw new CommandFailed(`${options.name} would be refused.`, { code: 'PUBLICATION_REFUSED', ...report, lines: reportLines(report) });
    printResult(options, { ...report }, [`${options.name} can be published.`, ...reportLines(report)]);
  });
