import { once } from 'node:events';
import { Command } from 'commander';
import { portNumber } from '../option-values.ts';

interface GatewayOptions {
  readonly supergraph: string;
  readonly port: number;
  readonly open?: true;
  readonly forwardHeader: readonly string[];
}

/** `health-graph gateway`: the gateway alone, on any supergraph. */
export const gatewayCommand = new Command('gateway')
  .description('start the gateway alone, on any supergraph, hospital or not; health at /health')
  .requiredOption('--supergraph <file>', 'the composed supergraph SDL')
  .option('--port <number>', 'port on 127.0.0.1; 0 for any free one', portNumber, 4000)
  .option('--open', 'no sign-in and no classes asked for; refused when the supergraph carries any')
  .option('--forward-header <name>', 'a request header to pass on to the subgraphs as it came; may be repeated', collect, [])
  .action(async ({ supergraph, port, open, forwardHeader }: GatewayOptions) => {
    const { start } = await import('@health-graph/gateway');
    const gateway = await start({ supergraphFile: supergraph, port, open: open === true, forwardHeaders: forwardHeader });
    console.log(`health-graph gateway ready ${gateway.url}`);
    const stop = new AbortController();
    await Promise.race(
      ['SIGINT', 'SIGTERM'].map((name) => once(process, name, { signal: stop.signal }).catch(() => new Promise(() => {}))),
    );
    stop.abort();
    await gateway.close();
  });

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
