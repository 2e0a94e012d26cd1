import { createHash } from 'node:crypto';
import type { IngestLine } from '@health-graph/records';

/**
 * A record that a command writes, as a line. The graph itself is its source; the moment is part of the hash, so that a record that comes back to
 * what it once was is a new version as well.
 */
export function recordLine<Data extends { readonly id: string; readonly patientId: string }>(
  type: string,
  record: Data,
  at: Date,
): IngestLine {
  const { id, ...rest } = record;
  // The moment of storing is the store's own.
  const { recordedAt: _recordedAt, ...data } = rest as Readonly<Record<string, unknown>>;
  const hash = createHash('sha256')
    .update(JSON.stringify([at.getTime(), data]))
    .digest('hex');
  return { type, id, patientId: record.patientId, source: { system: 'graph', type, id, hash }, data };
}
