import { once } from 'node:events';
import { join } from 'node:path';
import type { GatewaySettings } from '@health-graph/gateway';
import { Command, Option } from 'commander';
import { portNumber } from '../option-values.ts';
import { schemaFolder } from '../schema/read-schema.ts';

interface GatewayOptions {
  readonly supergraph: string;
  readonly port: number;
  readonly open?: true;
  readonly issuer?: string;
  readonly audience?: string;
  readonly policies: string;
  readonly reject?: true;
  readonly anchors?: string;
  readonly forwardHeader: readonly string[];
}

/** `health-graph gateway`: the gateway alone, on any supergraph. */
export const gatewayCommand = new Command('gateway')
  .description('start the gateway alone, on any supergraph, hospital or not; health at /health')
  .requiredOption('--supergraph <file>', 'the composed supergraph SDL')
  .option('--port <number>', 'port on 127.0.0.1; 0 for any free one', portNumber, 4000)
  .option('--open', 'no sign-in and no classes asked for; refused when the supergraph carries any')
  .addOption(new Option('--issuer <url>', 'the OpenID provider whose access tokens are taken').env('OIDC_ISSUER'))
  .addOption(new Option('--audience <name>', 'what access tokens must be for').env('OIDC_AUDIENCE'))
  .addOption(
    new Option('--policies <file>', 'who may see which data class').default(join(schemaFolder, 'policies.yaml'), "this graph's own"),
  )
  .addOption(
    new Option(
      '--anchors <folder>',
      'write down what every request saw: into the store that MONGODB_URL names, with signed heads in this folder; `none` for nowhere',
    ).env('AUDIT_ANCHORS'),
  )
  .option('--reject', 'execute nothing of an operation that asks for something its caller may not ask for')
  .option('--forward-header <name>', 'a request header to pass on to the subgraphs as it came; may be repeated', collect, [])
  .action(async (options: GatewayOptions) => {
    const { observabilityIn, start } = await import('@health-graph/gateway');
    const gateway = await start({ ...settingsOf(options), ...observabilityIn(process.env) });
    console.log(`health-graph gateway ready ${gateway.url}`);
    const stop = new AbortController();
    await Promise.race(
      ['SIGINT', 'SIGTERM'].map((name) => once(process, name, { signal: stop.signal }).catch(() => new Promise(() => {}))),
    );
    stop.abort();
    await gateway.close();
  });

function settingsOf(options: GatewayOptions): GatewaySettings {
  const { supergraph: supergraphFile, port, open, issuer, audience, policies: policiesFile, reject, anchors, forwardHeader } = options;
  const common = { supergraphFile, port, forwardHeaders: forwardHeader };
  if (open) return { ...common, open };
  const access = { ...(issuer && { issuer }), ...(audience && { audience }), policiesFile };
  return { ...common, ...access, refusalMode: reject ? 'reject' : 'filter', ...auditIn(anchors) };
}

function auditIn(anchors: string | undefined): Pick<GatewaySettings, 'audit'> {
  if (anchors === undefined) return {};
  return { audit: anchors === 'none' ? anchors : { storeUrl: process.env['MONGODB_URL'] ?? '', anchorFolder: anchors } };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
