import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parsePolicyTable } from '@health-graph/permissions';
import { readPolicies } from '@health-graph/subgraph-kit';
import { Command } from 'commander';
import { parse } from 'graphql';
import { CommandFailed } from '../command-failed.ts';
import { portNumber } from '../option-values.ts';
import { printResult } from '../print-result.ts';
import { readSubgraphSchemas, schemaFolder } from '../schema/read-schema.ts';
import { createCallers, inventedFacility } from './callers.ts';
import type { Verdict } from './check.ts';
import { type ConformOptions, conform } from './conform.ts';
import { startKitGateway } from './kit-gateway.ts';
import { reportLines } from './report.ts';
import { readSamples } from './samples.ts';

interface ConformCommandOptions {
  readonly url: readonly string[];
  readonly name: string;
  readonly schema?: string;
  readonly entities?: string;
  readonly facility: string;
  readonly gatewayPort: number;
  readonly json?: true;
}

/** An endpoint asks for keys it does not know every five seconds, and remembers those of the kit's last run. */
const patienceMs = 8_000;

/** `health-graph conform`: tests an endpoint of a partner. */
export const conformCommand = new Command('conform')
  .description('test an endpoint over HTTP against the contract for partners, as the gateway would ask it')
  .requiredOption('--url <url...>', 'its GraphQL address, as http://127.0.0.1:4100/graphql; several where several hospitals serve it')
  .requiredOption('--name <name>', 'the name under which the graph knows it')
  .option('--schema <file>', 'the SDL that it ought to serve')
  .option('--entities <file>', 'records that it keeps: a JSON array as [{ "__typename": "Ward", "id": "..." }]')
  .option('--facility <id>', 'where those records were made: the invented callers work there', inventedFacility)
  .option('--gateway-port <port>', 'where this kit serves its keys and facts; 0 takes a free port', portNumber, 4099)
  .option('--json', 'print one JSON object')
  .addHelpText(
    'after',
    `
Start the endpoint with GATEWAY_URL and IDENTITY_URL set to http://127.0.0.1:4099 and with test data only: the kit signs in whom it
likes. The contract is packages/subgraph-kit/CONTRACT.md.`,
  )
  .action(run);

async function run({ url: urls, name, schema, entities, facility, gatewayPort, json }: ConformCommandOptions): Promise<void> {
  for (const url of urls) if (!URL.canParse(url)) throw new CommandFailed('The address of the endpoint is none.', { url });
  const [samples, declared, graph, policies] = await Promise.all([
    entities === undefined ? [] : readSamples(entities),
    schema === undefined ? undefined : readDeclared(schema),
    readSubgraphSchemas(),
    readPolicies(pathToFileURL(schemaFolder)),
  ]);
  const gateway = await startKitGateway(gatewayPort);
  console.error(`gateway ${gateway.url}`);
  try {
    const common = { name, gateway, samples, declared, graph, callers: createCallers(parsePolicyTable(policies), facility), patienceMs };
    const reports: Report[] = [];
    for (const url of urls) reports.push(await reportOn({ ...common, url })); // One after the other: latency is measured.
    const [only] = reports;
    const report =
      reports.length === 1 && only !== undefined ? only : { name, conforms: reports.every(({ conforms }) => conforms), endpoints: reports };
    printResult(
      json === undefined ? {} : { json },
      { ...report },
      reports.flatMap((each) => linesOf(each, reports.length)),
    );
    if (!report.conforms) process.exitCode = 1;
  } finally {
    await gateway.close();
  }
}

interface Report {
  readonly name: string;
  readonly url: string;
  readonly conforms: boolean;
  readonly checks: readonly Verdict[];
}

async function reportOn(options: ConformOptions): Promise<Report> {
  const { name, url } = options;
  const checks = await conform(options, ({ name: check, outcome }) => console.error(`${outcome} ${check}`));
  return { name, url, conforms: checks.every(({ outcome }) => outcome !== 'failed'), checks };
}

const linesOf = ({ url, checks }: Report, endpoints: number): readonly string[] =>
  endpoints === 1 ? reportLines(checks) : ['', url, ...reportLines(checks)];

/** The file is whoever runs the kit's, so that a fault of it is no failed check. */
async function readDeclared(file: string): Promise<string> {
  try {
    const sdl = await readFile(file, 'utf8');
    parse(sdl);
    return sdl;
  } catch (cause) {
    throw new CommandFailed('The file of the SDL cannot be read.', { file }, { cause });
  }
}
