import { HealthGraphError } from '@health-graph/errors';
import type { IngestLine, IngestOutcome, SourceDocument, SubgraphName } from '@health-graph/records';
import { type InternalClient, internalClient } from '@health-graph/subgraph-kit';
import { ExponentialBackoff, handleWhen, type RetryPolicy, retry } from 'cockatiel';
import { CommandFailed } from '../command-failed.ts';

/** The subgraphs as an import and an export use them. */
export interface SubgraphConnection {
  /** One outcome for each line, in their order. */
  ingest(subgraph: SubgraphName, lines: readonly IngestLine[]): Promise<IngestOutcome[]>;
  /** Documents of records, by record id. */
  documentsOf(subgraph: SubgraphName, ids: readonly string[]): Promise<Map<string, SourceDocument[]>>;
  /** The documents of a patient's record, in the order they arrived. */
  documentsOfPatient(subgraph: SubgraphName, patientId: string): Promise<SourceDocument[]>;
}

export interface ConnectOptions {
  readonly subgraphs: Readonly<Record<SubgraphName, { readonly url: string }>>;
  readonly internalSecret: string;
  /** About how long a subgraph that does not answer is waited for; 20 s unless said otherwise. */
  readonly waitSeconds?: number;
}

const firstDelayMs = 200;
const longestDelayMs = 5_000;

/** Keeps the line of an export query below what a subgraph reads. */
const idsPerQuery = 5_000;

/** Repeats what fails for a moment (a subgraph or its store restarts), because ingest is idempotent and export reads. */
export function connectSubgraphs({ subgraphs, internalSecret, waitSeconds = 20 }: ConnectOptions): SubgraphConnection {
  const policy = retry(handleWhen(isTemporary), {
    maxAttempts: retriesWithin(waitSeconds * 1_000),
    backoff: new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: longestDelayMs }),
  });
  const clients = new Map(
    Object.entries(subgraphs).map(([subgraph, { url }]) => [subgraph, internalClient({ subgraph, url, secret: internalSecret })]),
  );
  const ask = <Answer>(subgraph: SubgraphName, question: (client: InternalClient) => Promise<Answer>): Promise<Answer> => {
    const client = clients.get(subgraph);
    if (client === undefined) throw new Error(`No subgraph ${subgraph}.`);
    return patiently(policy, subgraph, () => question(client));
  };
  return {
    ingest: (subgraph, lines) => ask(subgraph, (client) => outcomesOf(client, lines)),
    documentsOfPatient: (subgraph, patientId) => ask(subgraph, (client) => allOf(client.export({ patientId }))),
    documentsOf: async (subgraph, ids) => {
      const found = new Map<string, SourceDocument[]>();
      for (let from = 0; from < ids.length; from += idsPerQuery) {
        const part = ids.slice(from, from + idsPerQuery);
        for (const document of await ask(subgraph, (client) => allOf(client.export({ ids: part })))) {
          found.set(document.id, [...(found.get(document.id) ?? []), document]);
        }
      }
      return found;
    },
  };
}

/** How many delays, each twice the one before, fit into `totalMs`. */
function retriesWithin(totalMs: number): number {
  let retries = 0;
  let delayMs = firstDelayMs;
  for (let spentMs = delayMs; spentMs <= totalMs; spentMs += delayMs) {
    retries += 1;
    delayMs = Math.min(delayMs * 2, longestDelayMs);
  }
  return retries;
}

async function outcomesOf(client: InternalClient, lines: readonly IngestLine[]): Promise<IngestOutcome[]> {
  const outcomes = await allOf(client.ingest(lines));
  if (outcomes.length !== lines.length) throw new Error('A subgraph answered fewer lines than it was sent.');
  return outcomes;
}

async function patiently<Answer>(policy: RetryPolicy, subgraph: string, question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await policy.execute(question);
  } catch (cause) {
    if (!isTemporary(cause)) throw cause;
    throw new CommandFailed(
      `The ${subgraph} subgraph does not answer. What it acknowledged is kept; the same command goes on from there.`,
      { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
      { cause },
    );
  }
}

/** The subgraph or its store is away, a stream broke off, or another importer, killed or alive, writes the same records. */
function isTemporary(failure: unknown): boolean {
  if (!(failure instanceof HealthGraphError)) return false;
  if (failure.code === 'SUBGRAPH_UNAVAILABLE') return true;
  const status = Number(failure.details['status']);
  return failure.code === 'SUBGRAPH_INVALID_ANSWER' && (status >= 500 || status === 409);
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
