import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { auditReader, type ChainedEvent } from '@health-graph/audit';
import { createProgress, type Progress } from '../graph/progress.ts';
import { printResult } from '../print-result.ts';
import { auditEventsOf } from './balp-event.ts';
import { openAuditStore } from './open-audit-store.ts';

export interface ExportLogOptions {
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
  readonly patient?: string;
  readonly out?: string;
  readonly json?: true;
}

/** Streams the log into a file or to standard output; memory stays the same however long it is. */
export async function exportLog({ data, from, to, patient, out, json }: ExportLogOptions): Promise<void> {
  const store = await openAuditStore(data);
  const question = { ...(from && { from }), ...(to && { until: to }), ...(patient && { patientId: patient }) };
  const progress = createProgress();
  const counts = { events: 0, auditEvents: 0 };
  try {
    const lines = linesOf(auditReader(store.connection).all(question), { patient, counts, progress });
    const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 });
    await pipeline(Readable.from(lines), target, { end: out !== undefined });
  } finally {
    await store.close();
  }
  const summary = `${counts.auditEvents.toLocaleString('en')} AuditEvents of ${counts.events.toLocaleString('en')} events written`;
  if (out === undefined) progress.done(`${summary}.`);
  else printResult(json === undefined ? {} : { json }, { ...counts, file: out }, [`${summary} to ${out}.`]);
}

interface Lines {
  readonly patient: string | undefined;
  readonly counts: { events: number; auditEvents: number };
  readonly progress: Progress;
}

async function* linesOf(events: AsyncIterable<ChainedEvent>, { patient, counts, progress }: Lines): AsyncGenerator<string> {
  for await (const event of events) {
    counts.events += 1;
    if (counts.events % 1_000 === 0) progress.update(`${counts.events.toLocaleString('en')} events written ...`);
    const entries = event.event.entries.filter(({ patientId }) => patient === undefined || patientId === patient);
    const resources = auditEventsOf(event, entries);
    counts.auditEvents += resources.length;
    yield resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
  }
}
