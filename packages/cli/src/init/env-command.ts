import { partnerSecretOf } from '@health-graph/subgraph-kit';
import { Command } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { openDataFolder } from '../graph/data-folder.ts';
import { readRuntime } from '../graph/runtime-file.ts';
import { printResult } from '../print-result.ts';
import { partnerNames } from './partner-names.ts';

interface EnvOptions {
  readonly name: string;
  readonly data: string;
  readonly json?: true;
}

/** `health-graph init env`: the settings with which a partner's endpoint is part of a graph. */
export const envCommand = new Command('env')
  .description("print the .env of a partner's endpoint: where the graph is, and a secret for this partner alone")
  .requiredOption('--name <name>', 'the name of the subgraph')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--json', 'print one JSON object')
  .addHelpText(
    'after',
    '\nFor the platform team. Without a data folder: GATEWAY_URL, IDENTITY_URL and INTERNAL_SECRET of the graph in the environment.',
  )
  .action(async ({ name, data, json }: EnvOptions) => {
    const { kebab } = partnerNames(name);
    const { gatewayUrl, identityUrl, secret } = settingsIn(process.env) ?? (await settingsOf(data));
    const settings = { GATEWAY_URL: gatewayUrl, IDENTITY_URL: identityUrl, INTERNAL_SECRET: partnerSecretOf(secret, kebab) };
    const lines = Object.entries(settings).map(([variable, value]) => `${variable}=${value}`);
    printResult(json ? { json } : {}, settings, lines);
  });

interface GraphSettings {
  readonly gatewayUrl: string;
  readonly identityUrl: string;
  readonly secret: string;
}

function settingsIn({ GATEWAY_URL, IDENTITY_URL, INTERNAL_SECRET }: NodeJS.ProcessEnv): GraphSettings | undefined {
  if (!GATEWAY_URL || !IDENTITY_URL || !INTERNAL_SECRET) return undefined;
  return { gatewayUrl: GATEWAY_URL, identityUrl: IDENTITY_URL, secret: INTERNAL_SECRET };
}

async function settingsOf(data: string): Promise<GraphSettings> {
  const folder = await openDataFolder(data);
  const { gatewayUrl, subgraphs } = (await readRuntime(folder)) ?? {};
  if (gatewayUrl === undefined || subgraphs === undefined)
    throw new CommandFailed('No graph runs on this folder; start it with health-graph up.', { folder: folder.path });
  return { gatewayUrl, identityUrl: subgraphs.identity.url, secret: folder.internalSecret };
}
