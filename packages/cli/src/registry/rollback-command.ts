import { Command, InvalidArgumentError } from 'commander';
import { printResult } from '../print-result.ts';
import { type ConnectionOptions, openConnection, withConnection } from './connection.ts';

interface RollbackOptions extends ConnectionOptions {
  readonly to?: number;
}

/** `health-graph rollback`: an earlier supergraph is served again. */
export const rollbackCommand = withConnection(new Command('rollback'))
  .description('serve an earlier version of the supergraph again; for security officers')
  .option('--to <version>', 'of the supergraph (default: the one before)', versionNumber)
  .addHelpText('after', '\nNothing is judged: an earlier version was. The next publication builds on what is served then.')
  .action(async (options: RollbackOptions) => {
    const registry = await openConnection(options);
    const { body } = await registry.ask('POST', '/registry/rollback', options.to === undefined ? {} : { to: options.to });
    printResult(options, body, [`Supergraph version ${body['supergraph']} is served again, instead of ${body['from']}.`]);
  });

function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('The number of a version of the supergraph.');
}
