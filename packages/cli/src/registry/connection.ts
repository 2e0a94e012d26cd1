import { isProtected } from '@health-graph/subgraph-kit';
import { type Command, Option } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { type DataFolder, openDataFolder } from '../graph/data-folder.ts';
import { type Runtime, readRuntime } from '../graph/runtime-file.ts';
import { askToken } from '../token/ask-token.ts';

/** Which gateway is asked, and as whom. */
export interface ConnectionOptions {
  readonly gateway?: string;
  readonly token?: string;
  readonly as?: string;
  readonly data: string;
  readonly json?: true;
}

export function withConnection(command: Command): Command {
  return command
    .addOption(new Option('--gateway <url>', 'the gateway (default: the one that runs on the data folder)').env('HEALTH_GRAPH_GATEWAY'))
    .addOption(new Option('--token <token>', 'an access token of your OpenID provider').env('HEALTH_GRAPH_TOKEN'))
    .option('--as <account>', 'instead of a token, in development: the username of an account of the graph that runs on this machine')
    .option('--data <folder>', 'where the graph that runs on this machine keeps its data', '.data')
    .option('--json', 'print one JSON object');
}

/** The registry of one gateway. */
export interface RegistryConnection {
  /** @throws {CommandFailed} with what the registry says */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What `--as` asks for: all that the commands need, of which identity grants what fits the account. */
const scopes = ['system/CapabilityStatement.cr', 'user/CapabilityStatement.ru'];

export async function openConnection(options: ConnectionOptions): Promise<RegistryConnection> {
  const running = options.gateway !== undefined && options.as === undefined ? undefined : await runningGraph(options.data);
  const origin = options.gateway ?? running?.runtime.gatewayUrl;
  if (origin === undefined || !URL.canParse(origin))
    throw new CommandFailed('Which gateway? No graph runs on this folder; give --gateway.');
  if (!isProtected(origin)) throw new CommandFailed('A token goes over https only, or to this machine.', { gateway: origin });
  const token = options.as === undefined ? options.token : await tokenOf(running, options.as);
  if (token === undefined) throw new CommandFailed('Who are you? Give --token, HEALTH_GRAPH_TOKEN, or --as in development.');
  return { ask: (method, path, body) => ask(new URL(path, origin), method, token, body) };
}

/** The id of an account of the graph that runs on this machine. */
export async function accountIdOf(options: Pick<ConnectionOptions, 'data'>, username: string): Promise<string> {
  const token = await tokenOf(await runningGraph(options.data), username);
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { readonly sub: string };
  return sub;
}

interface RunningGraph {
  readonly folder: DataFolder;
  readonly runtime: Runtime;
}

async function runningGraph(path: string): Promise<RunningGraph | undefined> {
  const folder = await openDataFolder(path);
  const runtime = await readRuntime(folder);
  return runtime && { folder, runtime };
}

async function tokenOf(running: RunningGraph | undefined, username: string): Promise<string> {
  if (running === undefined) throw new CommandFailed('No graph runs on this folder; start it with health-graph up, or give --token.');
  const identity = { url: running.runtime.subgraphs.identity.url, secret: running.folder.internalSecret };
  return (await askToken(identity, { username, scopes })).accessToken;
}

async function ask(url: URL, method: string, token: string, body: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'error',
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new CommandFailed('The gateway does not answer.', { gateway: url.origin }, { cause });
  });
  const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  if (response.ok) return { status: response.status, body: answer };
  throw failureOf(response.status, answer);
}

interface Refusal {
  readonly message?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What the registry says, for `--json` too. */
function failureOf(status: number, { errors }: { readonly errors?: unknown }): CommandFailed {
  const [first] = Array.isArray(errors) ? (errors as readonly Refusal[]) : [];
  const isMissing = status === 404 && first?.message === 'Not found.';
  if (first === undefined || isMissing) return new CommandFailed('The gateway has no registry.', { status });
  return new CommandFailed(first.message ?? 'The registry refused.', { status, ...first.extensions });
}
