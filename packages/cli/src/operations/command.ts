import { hash } from 'node:crypto';
import { Command, Option } from 'commander';
import { getOperationAST, parse } from 'graphql';
import { CommandFailed } from '../command-failed.ts';
import { printResult } from '../print-result.ts';
import { type GatewayAddress, listOperations, publishOperations, withdrawOperation } from './gateway-operations.ts';
import { type FoundOperation, readOperations } from './read-operations.ts';

interface Options extends GatewayAddress {
  readonly client?: string;
  readonly json?: true;
}

const below = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .addOption(new Option('--gateway <url>', 'the gateway').env('GATEWAY_URL').default('http://127.0.0.1:4000'))
    .addOption(
      new Option('--key <secret>', 'the key for publishing; rather from the environment').env('OPERATIONS_KEY').makeOptionMandatory(),
    )
    .option('--json', 'print one JSON object');

/** `health-graph operations`: the list of operations that run where only registered ones do. */
export const operationsCommand = new Command('operations')
  .description('operations that are registered with a gateway')
  .addCommand(
    below('publish', 'register the operations of an app, and print their manifest: the ids to ask by')
      .argument('<paths...>', 'files and folders: .graphql, .gql, or .json manifests')
      .option('--client <name>', 'the app whose operations these are')
      .action(publish),
  )
  .addCommand(below('list', 'registered operations, and which of them the supergraph of now would refuse').action(list))
  .addCommand(below('withdraw', 'operations that shall not run any more').argument('<ids...>', 'their ids').action(withdraw));

async function publish(paths: readonly string[], { client, json, ...address }: Options): Promise<void> {
  const found = await readOperations(paths);
  const offered = found.map(({ id, text }) => (id === undefined ? { text } : { id, text }));
  const { published, known, refused } = await publishOperations(address, offered, client);
  const operations = manifestOf(found);
  if (refused.length > 0) {
    const files = new Map(found.map(({ file, text }) => [idOf(text), file]));
    throw new CommandFailed(`${refused.length} operation(s) do not fit the graph.`, {
      refused,
      lines: refused.map(({ id, faults }) => `${files.get(id) ?? id}: ${faults.join(' ')}`),
    });
  }
  // As Apollo's clients read it.
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  console.error(`${published} registered, ${known} known already.`);
  printResult(json === undefined ? {} : { json }, manifest, [JSON.stringify(manifest, null, 2)]);
}

const idOf = (text: string): string => hash('sha256', text, 'hex');

function manifestOf(found: readonly FoundOperation[]) {
  return found.map(({ text }) => {
    const { name, type } = describe(text);
    return { id: idOf(text), name, type, body: text };
  });
}

/** What the manifest says of a document; one that cannot be read is refused by the gateway, in better words. */
function describe(text: string): { readonly name: string | null; readonly type: string } {
  try {
    const operation = getOperationAST(parse(text, { noLocation: true }));
    return { name: operation?.name?.value ?? null, type: operation?.operation ?? 'query' };
  } catch {
    return { name: null, type: 'query' };
  }
}

async function list({ json, ...address }: Options): Promise<void> {
  const operations = await listOperations(address);
  const lines = operations.flatMap(({ id, kind, name, clients, faults }) => [
    `${id}  ${kind} ${name ?? '(no name)'}${clients.length === 0 ? '' : `  ${clients.join(', ')}`}`,
    ...faults.map((fault) => `  does not run now: ${fault}`),
  ]);
  const broken = operations.filter(({ faults }) => faults.length > 0).length;
  printResult(json === undefined ? {} : { json }, { operations, broken }, [
    ...lines,
    `${operations.length} operations${broken === 0 ? '' : `, ${broken} of which do not run on the supergraph of now`}.`,
  ]);
}

async function withdraw(ids: readonly string[], { json, ...address }: Options): Promise<void> {
  for (const id of ids) await withdrawOperation(address, id);
  printResult(json === undefined ? {} : { json }, { withdrawn: ids.length }, [`${ids.length} withdrawn.`]);
}
