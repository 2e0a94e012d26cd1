import type { DataFolder } from './data-folder.ts';
import { openDataFolder } from './data-folder.ts';
import { readRuntime } from './runtime-file.ts';
import { type SubgraphUrls, startGraph } from './start-graph.ts';

export interface OpenGraphOptions {
  readonly dataFolder: string;
  readonly mongoUrl?: string;
  readonly onStep?: (step: string) => void;
}

/** The subgraphs of a data folder, for the time of one command. */
export interface OpenGraph {
  readonly folder: DataFolder;
  readonly subgraphs: SubgraphUrls;
  readonly internalSecret: string;
  /** Closes what this command started; a graph that ran before goes on running. */
  close(): Promise<void>;
}

/** Joins the graph that runs on this folder, or starts its store and subgraphs. */
export async function openGraph({ dataFolder, mongoUrl, onStep }: OpenGraphOptions): Promise<OpenGraph> {
  const folder = await openDataFolder(dataFolder);
  const { internalSecret } = folder;
  const running = await readRuntime(folder);
  if (running) return { folder, internalSecret, subgraphs: running.subgraphs, close: async () => {} };
  const graph = await startGraph({ folder, ...(mongoUrl === undefined ? {} : { mongoUrl }), ...(onStep === undefined ? {} : { onStep }) });
  return { folder, internalSecret, subgraphs: graph.subgraphs, close: graph.close };
}
