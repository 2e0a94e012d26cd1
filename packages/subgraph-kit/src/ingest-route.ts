import { HealthGraphError } from '@health-graph/errors';
import type { IngestLine, IngestOutcome } from '@health-graph/records';
import { type Line, linesOf } from './ndjson.ts';
import { idIn, parseIngestLine } from './parse-ingest-line.ts';
import type { SubgraphStore } from './subgraph-store.ts';

/** A document of 16 MB, escaped as JSON text, and its data beside it. */
const maxLineBytes = 48 * 1024 * 1024;
/** Lines that share a transaction, and how much of them is held in memory. */
const batch = { lines: 500, bytes: 4 * 1024 * 1024 } as const;

type Parsed = { readonly line: IngestLine } | { readonly outcome: IngestOutcome };

/**
 * Reads NDJSON, writes it batch by batch and gives one outcome for each line, in their order. The next batch is read while the last one is
 * written, and no further: a slow store slows the sender down.
 */
export async function* ingestStream(body: AsyncIterable<Uint8Array>, store: SubgraphStore): AsyncGenerator<string> {
  let writing: Promise<string> | undefined;
  try {
    for await (const lines of batchesOf(linesOf(body, maxLineBytes))) {
      const written = await writing;
      if (written !== undefined) yield written;
      writing = write(lines, store);
      writing.catch(() => undefined); // Handled where it is awaited; reading on may fail first.
    }
    if (writing !== undefined) yield await writing;
  } finally {
    await writing?.catch(() => undefined);
  }
}

async function* batchesOf(lines: AsyncIterable<Line>): AsyncGenerator<Parsed[]> {
  let members: Parsed[] = [];
  let bytes = 0;
  for await (const line of lines) {
    members.push(parse(line));
    bytes += 'bytes' in line ? line.bytes : 0;
    if (members.length < batch.lines && bytes < batch.bytes) continue;
    yield members;
    members = [];
    bytes = 0;
  }
  if (members.length > 0) yield members;
}

function parse(line: Line): Parsed {
  if ('tooLong' in line) return { outcome: refused('', line.tooLong) };
  try {
    return { line: parseIngestLine(line.text) };
  } catch (failure) {
    if (failure instanceof HealthGraphError) return { outcome: refused(idIn(line.text), failure) };
    throw failure;
  }
}

async function write(parsed: readonly Parsed[], store: SubgraphStore): Promise<string> {
  const lines = parsed.flatMap((member) => ('line' in member ? [member.line] : []));
  const written = (lines.length === 0 ? [] : await store.upsert(lines)).values();
  const outcomes = parsed.map((member) => ('outcome' in member ? member.outcome : written.next().value));
  return outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
}

const refused = (id: string, failure: HealthGraphError): IngestOutcome => ({
  id,
  outcome: 'refused',
  code: failure.code,
  field: String(failure.details['argument'] ?? ''),
  reason: failure.message,
});
