import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../architecture/source-files.ts';

/** One command of the story. */
export interface Command {
  /** As a person writes it, for the transcript; a shell reads it. */
  readonly line: string;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Which lines of its output the transcript shows. Default: none. */
  readonly shows?: (line: string) => boolean;
}

/** A shell that writes down what was typed, what it said and how long it took. */
export interface Console {
  /** A heading of the story. */
  say(text: string): void;
  /** Runs to its end, and gives what it wrote to its standard output. @throws when it fails */
  run(command: Command): Promise<string>;
  /** Runs until `close`; resolves with the first line that `ready` matches. @throws when it ends before */
  start(command: Command & { readonly ready: RegExp }): Promise<string>;
  /** Something done by hand, in an editor. */
  do(what: string, work: () => Promise<void>): Promise<void>;
  /** Ends the last thing that was started. */
  stop(): Promise<void>;
  /** Ends everything that was started. */
  close(): Promise<void>;
}

export function openConsole(write: (text: string) => void): Console {
  const running: ChildProcess[] = [];
  const timed = async <Value>(line: string, work: () => Promise<Value>): Promise<Value> => {
    const since = performance.now();
    try {
      return await work();
    } finally {
      write(`${((performance.now() - since) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`);
    }
  };
  const stop = async () => {
    const child = running.pop();
    if (child !== undefined) await ended(child);
  };
  return {
    say: (text) => write(`\n${text}\n`),
    run: async ({ line, folder, env, shows = () => false }) => {
      const { code, output, complaints } = await timed(`$ ${line}`, () => outcomeOf(shell(line, folder, env)));
      if (code !== 0) throw new Error(`\`${line}\` ended with ${code}:\n${output}${complaints}`);
      for (const shown of output.split('\n').filter(shows)) write(`          ${shown}\n`);
      return output;
    },
    start: ({ line, folder, env, ready }) =>
      timed(`$ ${line} &`, async () => {
        const child = shell(line, folder, env);
        running.push(child);
        return await lineOf(child, ready);
      }),
    do: (what, work) => timed(`(${what})`, work),
    stop,
    close: async () => {
      while (running.length > 0) await stop();
    },
  };
}

/** A partner's computer has nothing of ours in its path, and knows nothing of the npm script that runs this. */
function environment(): Readonly<Record<string, string>> {
  const paths = (process.env['PATH'] ?? '').split(delimiter).filter((path) => !path.startsWith(root) && !path.includes('node-gyp-bin'));
  const kept = ['HOME', 'LANG', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  const npm = Object.entries(process.env).filter(([name]) =>
    /^npm_config_(?:registry|cache|cafile|proxy|https_proxy|userconfig)$/i.test(name),
  );
  return { ...Object.fromEntries([...kept, ...npm]), PATH: paths.join(delimiter) } as Readonly<Record<string, string>>;
}

/** A process group of its own, so that what npm starts ends with it. */
const shell = (line: string, cwd: string, env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn('sh', ['-c', line], { cwd, env: { ...environment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });

async function outcomeOf(child: ChildProcess) {
  const [output, complaints] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output(), complaints: complaints() };
}

function textOf(stream: ChildProcess['stdout']): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

async function lineOf(child: ChildProcess, ready: RegExp): Promise<string> {
  const complaints = textOf(child.stderr);
  if (child.stdout === null) throw new Error('The process has no output.');
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const found = await new Promise<string | undefined>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      if (ready.test(line)) resolve(line);
    });
    lines.once('close', () => resolve(undefined));
  });
  if (found === undefined) throw new Error(`It ended before it was ready:\n${said.join('\n')}${complaints()}`);
  return found;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  process.kill(-child.pid, 'SIGTERM');
  await closed;
}
