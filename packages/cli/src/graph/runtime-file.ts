import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SubgraphName } from '@health-graph/records';
import { type DataFolder, readState, writeState } from './data-folder.ts';

/** Where a running graph listens, for commands that join it. */
export interface Runtime {
  readonly pid: number;
  readonly storeUrl: string;
  readonly subgraphs: Readonly<Record<SubgraphName, { readonly url: string }>>;
  readonly gatewayUrl?: string;
}

const fileName = 'runtime.json';

export async function writeRuntime(folder: DataFolder, runtime: Runtime): Promise<void> {
  await writeState(folder, fileName, runtime);
}

/** The graph that runs on this folder; undefined when none does, also when one was killed and left its file behind. */
export async function readRuntime(folder: DataFolder): Promise<Runtime | undefined> {
  const runtime = await readState<Runtime>(folder, fileName);
  return runtime && isAlive(runtime.pid) ? runtime : undefined;
}

export async function removeRuntime(folder: DataFolder): Promise<void> {
  await rm(join(folder.path, fileName), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM';
  }
}
