import type { RoutedLine } from '@health-graph/exchange';
import type { IngestLine, IngestOutcome, SubgraphName } from '@health-graph/records';
import { CommandFailed } from '../command-failed.ts';
import type { SubgraphConnection } from './subgraph-connection.ts';

/** Sends lines to their subgraphs, all at once, and gives one outcome for each, in their order. */
export async function sendLines(connection: SubgraphConnection, routed: readonly RoutedLine[]): Promise<IngestOutcome[]> {
  const places = new Map<SubgraphName, number[]>();
  routed.forEach(({ subgraph }, place) => {
    places.set(subgraph, [...(places.get(subgraph) ?? []), place]);
  });
  const outcomes: IngestOutcome[] = [];
  await Promise.all(
    [...places].map(async ([subgraph, group]) => {
      const lines = group.flatMap((place): IngestLine[] => (routed[place] === undefined ? [] : [routed[place].line]));
      const answers = await connection.ingest(subgraph, lines);
      group.forEach((place, position) => {
        const answer = answers[position];
        if (answer !== undefined) outcomes[place] = answer;
      });
    }),
  );
  return outcomes;
}

/** Sends lines that the import made itself; a refusal is our fault and ends it. */
export async function sendOwnLines(connection: SubgraphConnection, routed: readonly RoutedLine[]): Promise<void> {
  for (let from = 0; from < routed.length; from += linesAtOnce) {
    const refused = (await sendLines(connection, routed.slice(from, from + linesAtOnce))).find(({ outcome }) => outcome === 'refused');
    if (refused?.outcome === 'refused') throw refusedOwnLine(refused);
  }
}

export const refusedOwnLine = ({ code, field, reason }: Extract<IngestOutcome, { outcome: 'refused' }>) =>
  new CommandFailed('A subgraph refused a line of the import itself.', { code, field, reason });

const linesAtOnce = 1_000;
