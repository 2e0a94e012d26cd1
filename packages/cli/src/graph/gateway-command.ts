import cluster from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FileSettings, GatewaySettings } from '@health-graph/gateway';
import { Command, Option } from 'commander';
import { portNumber } from '../option-values.ts';
import { schemaFolder } from '../schema/read-schema.ts';

interface GatewayOptions {
  readonly config?: string;
  readonly supergraph?: string;
  readonly watch?: true;
  readonly port?: number;
  readonly workers?: number;
  readonly open?: true;
  readonly issuer?: string;
  readonly audience?: string;
  readonly policies?: string;
  readonly reject?: true;
  readonly anchors?: string;
  readonly forwardHeader?: readonly string[];
  readonly printConfig?: true;
  readonly printSchema?: true;
}

/** `health-graph gateway`: the gateway alone, on any supergraph. */
export const gatewayCommand = new Command('gateway')
  .description('start the gateway alone, on any supergraph, hospital or not; health at /health')
  .addOption(
    new Option('--config <file>', 'settings in YAML or JSON; the environment overrides them, options override both').env('GATEWAY_CONFIG'),
  )
  .option('--supergraph <file>', 'the composed supergraph SDL')
  .option('--watch', 'take changes of that file while it runs; what cannot be served is logged, and the supergraph before stays')
  .option('--port <number>', 'port on 127.0.0.1; 0 for any free one (default: 4000)', portNumber)
  .option('--workers <number>', 'processes that share the port (default: 1)', Number)
  .option('--open', 'no sign-in and no classes asked for; refused when the supergraph carries any')
  .option('--issuer <url>', 'the OpenID provider whose access tokens are taken')
  .option('--audience <name>', 'what access tokens must be for')
  .option('--policies <file>', "who may see which data class (default: this graph's own)")
  .option(
    '--anchors <folder>',
    'write down what every request saw: into the store that MONGODB_URL names, with signed heads in this folder; `none` for nowhere',
  )
  .option('--reject', 'execute nothing of an operation that asks for something its caller may not ask for')
  .option('--forward-header <name>', 'a request header to pass on to the subgraphs as it came; may be repeated', collect)
  .option('--print-config', 'check the settings and print those in force, secrets hidden; start nothing')
  .option('--print-schema', 'print the JSON Schema of the configuration file; start nothing')
  .action(run);

async function run(options: GatewayOptions): Promise<void> {
  const { describeSettings, settingsSchema, runGateway } = await import('@health-graph/gateway');
  if (options.printSchema) return console.log(JSON.stringify(settingsSchema, null, 2));
  const settings = await settingsOf(options);
  if (options.printConfig) return console.log(JSON.stringify(await describeSettings(settings), null, 2));
  const gateway = await runGateway(settings);
  if (cluster.isPrimary) console.log(`health-graph gateway ready ${gateway.url}`);
  const stop = new AbortController();
  await Promise.race(['SIGINT', 'SIGTERM'].map((name) => once(process, name, { signal: stop.signal }).catch(() => new Promise(() => {}))));
  stop.abort();
  await gateway.close();
}

async function settingsOf(options: GatewayOptions): Promise<GatewaySettings> {
  const { readGatewaySettings } = await import('@health-graph/gateway');
  const defaults = { policiesFile: join(schemaFolder, 'policies.yaml') };
  return readGatewaySettings({ file: options.config, environment: process.env, defaults, options: optionSettings(options) });
}

function optionSettings(options: GatewayOptions): FileSettings {
  const { supergraph, watch, port, workers, open, issuer, audience, policies, reject, anchors, forwardHeader } = options;
  return {
    ...(supergraph !== undefined && { supergraphFile: supergraph }),
    ...(watch !== undefined && { watchSupergraph: watch }),
    ...(port !== undefined && { port }),
    ...(workers !== undefined && { workers }),
    ...(open !== undefined && { open }),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    ...(policies !== undefined && { policiesFile: policies }),
    ...(reject !== undefined && { refusalMode: 'reject' }),
    ...(anchors !== undefined && {
      audit: anchors === 'none' ? anchors : { storeUrl: process.env['MONGODB_URL'] ?? '', anchorFolder: anchors },
    }),
    ...(forwardHeader !== undefined && { forwardHeaders: forwardHeader }),
  };
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
