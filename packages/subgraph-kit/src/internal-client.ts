import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import type { IngestLine, IngestOutcome, SourceDocument } from '@health-graph/records';
import { internalAuthorization } from './internal-trust.ts';
import { linesOf } from './ndjson.ts';
import type { DocumentQuery } from './subgraph-store.ts';

export interface InternalClientOptions {
  /** The subgraph's name, for errors. */
  readonly subgraph: string;
  /** Its GraphQL endpoint, as `startSubgraph` gives it. */
  readonly url: string;
  readonly secret: string;
  /** Milliseconds since 1970; the clock unless a test gives its own. */
  readonly now?: () => number;
}

/** The other end of the internal contract. */
export interface InternalClient {
  /** Sends lines as the subgraph takes them and gives one outcome for each, in their order, batch by batch: read while you send. */
  ingest(lines: Iterable<IngestLine> | AsyncIterable<IngestLine>): AsyncGenerator<IngestOutcome>;
  export(query: DocumentQuery): AsyncGenerator<SourceDocument>;
}

/** Escaped documents of 16 MB come back on one line. */
const maxLineBytes = 128 * 1024 * 1024;

/** @throws {SubgraphUnavailable} from its streams when the subgraph does not answer, or stops in the middle */
export function internalClient(options: InternalClientOptions): InternalClient {
  return {
    ingest: (lines) => exchange<IngestOutcome>('/internal/ingest', lines, options),
    export: (query) => exchange<SourceDocument>('/internal/export', [query], options),
  };
}

async function* exchange<Answer>(
  path: string,
  lines: Iterable<unknown> | AsyncIterable<unknown>,
  options: InternalClientOptions,
): AsyncGenerator<Answer> {
  const outgoing = open(path, options);
  const answered = answerTo(outgoing);
  const sent = pipeline(Readable.from(encoded(lines), { objectMode: false }), outgoing);
  sent.catch(() => undefined); // Told below, once the answer's side of it is known.
  try {
    const answer = await answered;
    if (answer.statusCode !== 200)
      throw new SubgraphInvalidAnswer('A subgraph refused the request.', { subgraph: options.subgraph, status: answer.statusCode ?? 0 });
    for await (const line of linesOf(answer, maxLineBytes)) {
      if ('tooLong' in line) throw line.tooLong;
      yield JSON.parse(line.text) as Answer;
    }
    await sent;
  } catch (failure) {
    throw isOurs(failure)
      ? failure
      : new SubgraphUnavailable('A subgraph did not answer.', { subgraph: options.subgraph }, { cause: failure });
  } finally {
    outgoing.destroy();
  }
}

const isOurs = (failure: unknown): boolean => failure instanceof Error && 'code' in failure && 'httpStatus' in failure;

function open(path: string, { url, secret, now = Date.now }: InternalClientOptions): ClientRequest {
  const authorization = internalAuthorization(secret, { method: 'POST', path }, now());
  return request(new URL(path, url), { method: 'POST', headers: { authorization, 'content-type': 'application/x-ndjson' } });
}

const answerTo = (outgoing: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });

async function* encoded(lines: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
