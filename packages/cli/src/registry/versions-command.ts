import { Command } from 'commander';
import { printResult } from '../print-result.ts';
import { type ConnectionOptions, openConnection, withConnection } from './connection.ts';

interface Version {
  readonly name?: string;
  readonly version: number;
  readonly publishedBy: string;
  readonly publishedAt: string;
  readonly isServed: boolean;
  readonly url?: string;
  readonly note?: string;
  readonly subgraphs?: readonly { readonly name: string; readonly version: number }[];
}

/** `health-graph versions`: what was published, and what of it is served. */
export const versionsCommand = withConnection(new Command('versions'))
  .description('list the published versions, newest first: your own, or all of them for a security officer')
  .action(async (options: ConnectionOptions) => {
    const registry = await openConnection(options);
    const { body } = await registry.ask('GET', '/registry/versions');
    const { subgraphs, supergraphs = [] } = body as unknown as {
      readonly subgraphs: readonly Version[];
      readonly supergraphs?: readonly Version[];
    };
    printResult(options, body, [
      `Supergraph version ${body['active']} is served.`,
      ...supergraphs.map((one) =>
        line(`supergraph ${one.version}`, one, one.subgraphs?.map(({ name, version }) => `${name} ${version}`).join(', ')),
      ),
      ...subgraphs.map((one) => line(`${one.name} ${one.version}`, one, one.url)),
    ]);
  });

function line(what: string, { isServed, publishedAt, publishedBy, note }: Version, more = ''): string {
  return `${isServed ? '*' : ' '} ${what.padEnd(24)} ${publishedAt.slice(0, 19)}  ${publishedBy}  ${more}${note === undefined ? '' : `  "${note}"`}`;
}
