import { province } from '@health-graph/fixtures';
import type { IngestLine, SubgraphName } from '@health-graph/records';
import { type InternalClient, internalClient } from '@health-graph/subgraph-kit';
import { CommandFailed } from '../command-failed.ts';
import type { Progress } from './progress.ts';
import { type SubgraphUrls, subgraphNames } from './start-graph.ts';

export interface SeedOptions {
  readonly people: number;
  readonly subgraphs: SubgraphUrls;
  readonly internalSecret: string;
  readonly progress: Progress;
}

const linesPerBatch = 1_000;

/** Fills the subgraphs with the synthetic province, all five at once. Seeding again what was cut short adds what is missing. */
export async function seedProvince({ people, subgraphs, internalSecret, progress }: SeedOptions): Promise<void> {
  const startedMs = performance.now();
  let stored = 0;
  const onStored = (lines: number): void => {
    stored += lines;
    progress.update(`seeding a province of ${people} people: ${stored.toLocaleString('en')} records ...`);
  };
  const lanes = Object.fromEntries(
    subgraphNames.map((subgraph) => [
      subgraph,
      createLane(internalClient({ subgraph, url: subgraphs[subgraph].url, secret: internalSecret }), onStored),
    ]),
  ) as Record<SubgraphName, Lane>;
  for (const { subgraph, line } of province({ people })) await lanes[subgraph].add(line);
  await Promise.all(Object.values(lanes).map((lane) => lane.end()));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  progress.done(`seeded a synthetic province of ${people} people: ${stored.toLocaleString('en')} records in ${seconds} s`);
}

/** Sends lines to one subgraph in batches, one batch on its way while the next is collected. */
interface Lane {
  add(line: IngestLine): Promise<void>;
  end(): Promise<void>;
}

function createLane(client: InternalClient, onStored: (lines: number) => void): Lane {
  let batch: IngestLine[] = [];
  let onItsWay: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const lines = batch;
    batch = [];
    await onItsWay;
    onItsWay = send(client, lines).then(() => onStored(lines.length));
    onItsWay.catch(() => {}); // Thrown where the next batch waits for it.
  };
  return {
    add: async (line) => {
      batch.push(line);
      if (batch.length >= linesPerBatch) await flush();
    },
    end: async () => {
      await flush();
      await onItsWay;
    },
  };
}

async function send(client: InternalClient, lines: readonly IngestLine[]): Promise<void> {
  for await (const outcome of client.ingest(lines)) {
    if (outcome.outcome !== 'refused') continue;
    throw new CommandFailed('A record of the synthetic province was refused.', {
      id: outcome.id,
      code: outcome.code,
      field: outcome.field,
      reason: outcome.reason,
    });
  }
}
