import { once } from 'node:events';
import { Command } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { personCount, portNumber } from '../option-values.ts';
import { openDataFolder, readState, writeState } from './data-folder.ts';
import { createProgress } from './progress.ts';
import { readRuntime } from './runtime-file.ts';
import { type RunningGraph, type StartGraphOptions, startGraph } from './start-graph.ts';

interface UpOptions {
  readonly data: string;
  readonly port: number;
  readonly people?: number;
  readonly isolate?: true;
}

interface SeedState {
  readonly people: number;
  readonly isDone: boolean;
}

/** `health-graph up`: the whole graph on one machine. */
export const upCommand = new Command('up')
  .description('start the store, the five subgraphs and the gateway; an empty data folder gets a synthetic province first')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--port <number>', "the gateway's port on 127.0.0.1; 0 for any free one", portNumber, 4000)
  .option('--people <number>', 'size of the synthetic province; 0 for none (default: 1000)', personCount)
  .option('--isolate', 'each subgraph in a process of its own')
  .addHelpText(
    'after',
    '\nMONGODB_URL names a MongoDB server to use instead of the embedded store; it is seeded only when --people is given.\nOIDC_ISSUER names an OpenID provider to use instead of the embedded one, OIDC_AUDIENCE what its access tokens are for.\nCtrl-C ends everything in order.',
  )
  .action(up);

async function up(options: UpOptions): Promise<void> {
  const folder = await openDataFolder(options.data);
  const running = await readRuntime(folder);
  if (running) {
    throw new CommandFailed(`A graph runs on this folder already (process ${running.pid}).`, {
      folder: folder.path,
      pid: running.pid,
      ...(running.gatewayUrl ? { url: running.gatewayUrl } : {}),
    });
  }
  const mongoUrl = process.env['MONGODB_URL'];
  const seed = await seedToDo(options, folder.isNew, mongoUrl !== undefined, await readState<SeedState>(folder, 'seed.json'));
  const progress = createProgress();
  const graph = await startGraph({
    folder,
    gatewayPort: options.port,
    ...(mongoUrl === undefined ? {} : { mongoUrl }),
    ...providerOf(process.env),
    ...(options.isolate ? { isolate: true } : {}),
    onStep: (step) => progress.update(`${step} ...`),
  });
  await untilEnd(graph, async () => {
    if (seed > 0) {
      await writeState(folder, 'seed.json', { people: seed, isDone: false } satisfies SeedState);
      const { seedProvince } = await import('./seed-province.ts'); // Only a new folder needs the fixtures.
      await seedProvince({ people: seed, subgraphs: graph.subgraphs, internalSecret: folder.internalSecret, progress });
    }
    if (seed > 0 || folder.isNew) await writeState(folder, 'seed.json', { people: seed, isDone: true } satisfies SeedState);
    const url = await graph.openGateway();
    progress.done(`health-graph keeps its data in ${folder.path}`);
    console.log(`health-graph ready ${url}`);
  });
}

/** VNeID's or a hospital's OpenID provider in the place of the embedded one. */
function providerOf({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience }: NodeJS.ProcessEnv): Pick<StartGraphOptions, 'issuer' | 'audience'> {
  return { ...(issuer ? { issuer } : {}), ...(audience ? { audience } : {}) };
}

/** Only an empty folder is seeded, one whose seeding was cut short is seeded again, and a server of somebody else's only on request. */
async function seedToDo({ people }: UpOptions, isNew: boolean, isForeignStore: boolean, state: SeedState | undefined): Promise<number> {
  if (state && !state.isDone) return state.people;
  if (isForeignStore) return people ?? 0;
  return isNew ? (people ?? 1_000) : 0;
}

/** Runs until a signal comes or a process fails; closes in order either way. */
async function untilEnd(graph: RunningGraph, start: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const signal = Promise.race(['SIGINT', 'SIGTERM'].map((name) => once(process, name, { signal: stop.signal }))).then(() => undefined);
  signal.catch(() => {});
  try {
    const ended = Promise.race([signal, graph.failed]);
    const early = await Promise.race([start().then(() => 'started' as const), ended]);
    const reason = early === 'started' ? await ended : early;
    if (reason !== undefined) throw new CommandFailed(reason);
  } finally {
    stop.abort();
    await graph.close();
  }
}
