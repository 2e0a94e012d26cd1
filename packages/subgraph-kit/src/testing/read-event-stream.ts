import type { FormattedExecutionResult } from 'graphql';

/** A stream of results as its reader sees it. */
export interface ReadStream {
  readonly status: number;
  /** The next result, in its order; `undefined` after `complete`. Rejects when the stream breaks off. */
  next(): Promise<FormattedExecutionResult | undefined>;
  /** The reader leaves. */
  leave(): void;
}

/** Opens a stream of GraphQL over SSE. */
export async function readEventStream(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<ReadStream> {
  const controller = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body,
    signal: controller.signal,
  });
  // Taken at once: undici ends a body that nobody reads yet when its response is collected as garbage.
  const pieces = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
  const results = parsed(pieces);
  return {
    status: response.status,
    next: async () => (await results.next()).value ?? undefined,
    leave: () => controller.abort(),
  };
}

async function* parsed(pieces: ReadableStream<string>): AsyncGenerator<FormattedExecutionResult, void> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      if (block.startsWith('event: complete')) return;
      if (block.startsWith('event: next\ndata: ')) yield JSON.parse(block.slice('event: next\ndata: '.length)) as FormattedExecutionResult;
    }
  }
  throw new Error('The stream broke off.');
}
