import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Asked } from './host.ts';

export interface Usage {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly rss: number;
}

/** A process of the graph, as the benchmark looks at it. */
export interface Host {
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

export async function startHost<Ready>(asked: Asked, flags: readonly string[]): Promise<Host & { readonly ready: Ready }> {
  const file = fileURLToPath(new URL('./host.ts', import.meta.url));
  const child = spawn(process.execPath, ['--max-semi-space-size=32', ...flags, file, JSON.stringify(asked)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <Value>(): Promise<Value> => JSON.parse(String((await lines.next()).value)) as Value;
  return {
    ready: await next<Ready>(),
    usage: () => {
      child.stdin.write('\n');
      return next<Usage>();
    },
    close: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
