import { createHash } from 'node:crypto';
import { type IngestLine, recordDefinitions, type SubgraphName } from '@health-graph/records';
import type { Kept } from './record.ts';

const subgraphOf = new Map<string, SubgraphName>(Object.values(recordDefinitions).map(({ type, subgraph }) => [type, subgraph]));

/** The lines that bring records in, by subgraph. */
export function linesOf(records: readonly Kept[]): ReadonlyMap<SubgraphName, readonly IngestLine[]> {
  const lines = records.map((kept): [SubgraphName, IngestLine] => [subgraphOf.get(kept.type) ?? 'patients', lineOf(kept)]);
  return new Map([...Map.groupBy(lines, ([subgraph]) => subgraph)].map(([subgraph, of]) => [subgraph, of.map(([, line]) => line)]));
}

function lineOf({ type, id, patientId, labels: raised, data }: Kept): IngestLine {
  const hash = createHash('sha256')
    .update(JSON.stringify([id, data]))
    .digest('hex');
  return {
    type,
    id,
    ...(patientId === undefined || type === 'Patient' ? {} : { patientId }),
    source: { system: 'permissions', type, id, hash },
    data,
    ...(raised.length === 0 ? {} : { labels: raised }),
  };
}
