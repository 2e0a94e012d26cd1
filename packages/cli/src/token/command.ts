import { type Purpose, purposes, type Role, roles } from '@health-graph/permissions';
import { Command, Option } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { openDataFolder } from '../graph/data-folder.ts';
import { readRuntime } from '../graph/runtime-file.ts';
import { printResult } from '../print-result.ts';
import { askToken } from './ask-token.ts';

interface TokenOptions {
  readonly as: string;
  readonly purpose?: Purpose;
  readonly role?: Role;
  readonly scope: readonly string[];
  readonly data: string;
  readonly json?: true;
}

/** `health-graph token`: a development access token. */
export const tokenCommand = new Command('token')
  .description('print a development access token for a seeded account, of a graph that runs on this machine')
  .requiredOption('--as <account>', 'the username, as bs.hanh or bn.hoa')
  .addOption(new Option('--purpose <code>', 'purpose of use (default: what people in the role mostly come for)').choices(purposes))
  .addOption(new Option('--role <role>', 'the role to act in (default: the first that the account holds)').choices(roles))
  .option('--scope <scope>', 'a SMART on FHIR scope, as user/Observation.rs; may be repeated (default: reading everything)', collect, [])
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--json', 'one JSON object with the token, its role, purpose and scope')
  .addHelpText('after', '\ncurl -H "authorization: Bearer $(health-graph token --as bs.hanh)" ...')
  .action(run);

async function run({ as: username, purpose, role, scope, data, json }: TokenOptions): Promise<void> {
  const folder = await openDataFolder(data);
  const running = await readRuntime(folder);
  if (running === undefined)
    throw new CommandFailed('No graph runs on this folder; start it with health-graph up.', { folder: folder.path });
  const question = { username, scopes: scope, ...(purpose && { purpose }), ...(role && { role }) };
  const token = await askToken({ url: running.subgraphs.identity.url, secret: folder.internalSecret }, question);
  printResult(json === undefined ? {} : { json }, { ...token }, [token.accessToken]);
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
