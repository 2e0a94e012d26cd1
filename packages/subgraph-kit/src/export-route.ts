import { BadUserInput } from '@health-graph/errors';
import { isRecordId } from '@health-graph/records';
import { linesOf } from './ndjson.ts';
import type { DocumentQuery, SubgraphStore } from './subgraph-store.ts';

const maxLineBytes = 1024 * 1024;

/** Reads one query a line, `{"patientId":"..."}` or `{"ids":["..."]}`, and gives the documents as they are read from the store. */
export async function* exportStream(body: AsyncIterable<Uint8Array>, store: SubgraphStore): AsyncGenerator<string> {
  for await (const line of linesOf(body, maxLineBytes)) {
    if ('tooLong' in line) throw line.tooLong;
    for await (const document of store.documentsOf(parseQuery(line.text))) yield `${JSON.stringify(document)}\n`;
  }
}

function parseQuery(text: string): DocumentQuery {
  const query = parsed(text);
  if (typeof query === 'object' && query !== null) {
    if ('patientId' in query && isId(query.patientId)) return { patientId: query.patientId };
    if ('ids' in query && Array.isArray(query.ids) && query.ids.every(isId)) return { ids: query.ids };
  }
  throw new BadUserInput('The query names neither a patient nor ids.', { argument: 'patientId' });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadUserInput('The line is no JSON.', { argument: 'line' }, { cause });
  }
}

const isId = (value: unknown): value is string => typeof value === 'string' && isRecordId(value);
