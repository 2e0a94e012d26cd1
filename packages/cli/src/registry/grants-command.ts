import { Command } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { printResult } from '../print-result.ts';
import { accountIdOf, type ConnectionOptions, openConnection, withConnection } from './connection.ts';
import { collect } from './publication.ts';

interface Publisher extends ConnectionOptions {
  readonly publisher?: string;
  readonly publisherAs?: string;
}

interface GrantOptions extends Publisher {
  readonly subgraph: readonly string[];
  readonly claim?: readonly string[];
  readonly host: readonly string[];
  readonly weaken?: readonly string[];
}

interface Grant {
  readonly publisher: string;
  readonly subgraphs: readonly string[];
  readonly claims: readonly string[];
  readonly hosts: readonly string[];
  readonly weakens: readonly string[];
}

const withPublisher = (command: Command): Command =>
  withConnection(command)
    .option('--publisher <account>', 'the id of its account, which is `sub` in its access tokens')
    .option('--publisher-as <account>', 'instead of an id, in development: its username');

const grantCommand = withPublisher(new Command('grant'))
  .description('say what a partner may publish; in the place of what was granted to it before; for security officers')
  .requiredOption('--subgraph <name>', 'a subgraph that it may publish; may be repeated', collect)
  .option(
    '--claim <coordinate>',
    "a type with its fields, or a field of another's type, as 'Rehabilitation*' or 'Patient.rehabilitation*'; may be repeated",
    collect,
  )
  .requiredOption(
    '--host <host>',
    "a host that it may serve from, as 'graph.hospital.vn' or '*.hospital.vn', with a port where it is not the usual one; may be repeated",
    collect,
  )
  .option('--weaken <field>', 'a field whose class it may lower, as agreed; may be repeated', collect)
  .action(async (options: GrantOptions) => {
    const publisher = await publisherOf(options);
    const { subgraph: subgraphs, claim: claims = [], host: hosts, weaken: weakens = [] } = options;
    const registry = await openConnection(options);
    const path = `/registry/grants/${encodeURIComponent(publisher)}`;
    const { body } = await registry.ask('PUT', path, { subgraphs, claims, hosts, weakens });
    printResult(options, body, ['Granted.', ...grantLines(body as unknown as Grant)]);
  });

const revokeCommand = withPublisher(new Command('revoke'))
  .description('take back what was granted to a partner; what it published is served on; for security officers')
  .action(async (options: Publisher) => {
    const publisher = await publisherOf(options);
    const registry = await openConnection(options);
    const { body } = await registry.ask('DELETE', `/registry/grants/${encodeURIComponent(publisher)}`);
    printResult(options, body, [`${publisher} may publish nothing any more.`]);
  });

const grantsCommand = withConnection(new Command('grants'))
  .description('list what may be published: by you, or by everybody for a security officer')
  .action(async (options: ConnectionOptions) => {
    const registry = await openConnection(options);
    const { body } = await registry.ask('GET', '/registry/grants');
    const grants = body['grants'] as readonly Grant[];
    printResult(options, body, grants.length === 0 ? ['Nothing is granted.'] : grants.flatMap(grantLines));
  });

/** `health-graph registry`: who may publish what. */
export const registryCommand = new Command('registry')
  .description('who may publish what')
  .addCommand(grantCommand)
  .addCommand(revokeCommand)
  .addCommand(grantsCommand);

async function publisherOf({ publisher, publisherAs, data }: Publisher): Promise<string> {
  if ((publisher === undefined) === (publisherAs === undefined)) throw new CommandFailed('Give --publisher or --publisher-as.');
  return publisher ?? accountIdOf({ data }, publisherAs ?? '');
}

const grantLines = ({ publisher, subgraphs, claims, hosts, weakens }: Grant): readonly string[] => [
  publisher,
  `  subgraphs  ${subgraphs.join(', ')}`,
  `  claims     ${claims.join(', ') || 'nothing'}`,
  `  hosts      ${hosts.join(', ')}`,
  ...(weakens.length === 0 ? [] : [`  may lower  ${weakens.join(', ')}`]),
];
