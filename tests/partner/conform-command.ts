import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../architecture/source-files.ts';

export interface Verdict {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seen: string;
  readonly expected: string;
  readonly why: string;
}

export interface Conformed {
  readonly code: number | null;
  readonly stdout: string;
  /** Of the only endpoint. */
  readonly checks: readonly Verdict[];
  /** Of each endpoint, in the order of their addresses, where there are several. */
  readonly endpoints: readonly { readonly conforms: boolean; readonly checks: readonly Verdict[] }[];
}

/** `health-graph conform` in a process of its own; `gatewayUrl` is known as soon as it says so. */
export function startConform(args: readonly string[]): { readonly gatewayUrl: Promise<string>; readonly done: Promise<Conformed> } {
  const child = spawn(process.execPath, [join(root, 'packages/cli/src/main.ts'), 'conform', '--gateway-port', '0', ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const { promise: gatewayUrl, resolve, reject } = Promise.withResolvers<string>();
  createInterface(child.stderr).on('line', (line) => {
    if (line.startsWith('gateway ')) resolve(line.slice('gateway '.length));
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const finished = async (): Promise<Conformed> => {
    const [code] = (await once(child, 'close')) as [number | null];
    reject(new Error('The command ended before it listened.'));
    const stdout = Buffer.concat(output).toString();
    const { checks = [], endpoints = [] } = args.includes('--json') ? (JSON.parse(stdout) as Partial<Conformed>) : {};
    return { code, stdout, checks, endpoints };
  };
  gatewayUrl.catch(() => undefined);
  return { gatewayUrl, done: finished() };
}
