import { createHash } from 'node:crypto';
import type { IngestLine } from '@health-graph/records';

/** A record and its type. */
export interface TestRecord {
  readonly type: string;
  readonly record: { readonly id: string; readonly patientId?: string };
}

/** The line that brings a record in, with the document it came from. */
export function lineOf({ type, record: { id, ...data } }: TestRecord): IngestLine {
  const document = JSON.stringify({ resourceType: type, id, ...data });
  return {
    type,
    id,
    ...(data.patientId === undefined ? {} : { patientId: data.patientId }),
    source: { system: 'test', type, id, hash: createHash('sha256').update(document).digest('hex') },
    data,
    document,
  };
}
