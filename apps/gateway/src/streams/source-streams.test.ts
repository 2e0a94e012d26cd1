import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { endpointsOf } from '../endpoints.ts';
import { createSourceStreams } from './source-streams.ts';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const eventStream = { 'content-type': 'text/event-stream' };
const request = { subgraph: 'wards', operationKind: 'subscription', body: '{"query":"subscription{a}"}' } as const;

/** A subgraph that answers as a test says. */
async function open(
  answer: (response: ServerResponse) => void,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
) {
  server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const streams = createSourceStreams({ endpoints: endpointsOf('wards', url), timeoutMs: options.timeoutMs ?? 5_000, answerBytes: 1_000 });
  return streams.open(request, { headers: {} }, options.signal ?? new AbortController().signal);
}
const collected = async (source: AsyncIterable<unknown>): Promise<readonly unknown[]> => {
  const events: unknown[] = [];
  for await (const event of source) events.push(event);
  return events;
};
const unavailable = expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' });

describe('a source stream', () => {
  it('gives its events, however they are cut into pieces, and ends when it is complete', async () => {
    const source = await open((response) => {
      response.writeHead(200, eventStream);
      for (const piece of [
        ':\n\neve',
        'nt: next\ndata: {"data":{"a":"Nguyễn"}}',
        '\n',
        '\nevent: next\ndata:{"data":{"a":2}}\n\n:\n\nevent: complete\ndata:\n\n',
      ])
        response.write(piece);
    });

    expect(await collected(source)).toEqual([{ data: { a: 'Nguyễn' } }, { data: { a: 2 } }]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['500', (response) => response.writeHead(500).end('no')],
    ['HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
    ['one answer', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{}}')],
    ['a closed socket', (response) => response.destroy()],
  ])('is none where a subgraph answers with %s', async (_what, answer) => {
    await expect(open(answer)).rejects.toEqual(unavailable);
  });

  it('is none where a subgraph does not begin', async () => {
    await expect(open(() => undefined, { timeoutMs: 50 })).rejects.toEqual(unavailable);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['ends without saying so', (response) => response.end(), 'SUBGRAPH_UNAVAILABLE'],
    ['is cut', (response) => response.destroy(), 'SUBGRAPH_UNAVAILABLE'],
    ['is no JSON', (response) => response.write('event: next\ndata: <p>\n\n'), 'SUBGRAPH_INVALID_ANSWER'],
    ['brings too much at once', (response) => response.write(`event: next\ndata: "${'x'.repeat(2_000)}`), 'SUBGRAPH_INVALID_ANSWER'],
  ])('that %s breaks off with the code of its fault', async (_what, act, code) => {
    const source = await open((response) => {
      response.writeHead(200, eventStream);
      response.write('event: next\ndata: {"data":{"a":1}}\n\n');
      setImmediate(() => act(response));
    });

    const events = source[Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual({ data: { a: 1 } });
    await expect(events.next()).rejects.toMatchObject({ code });
  });

  it('ends quietly when nobody wants it any more, also while it waits', async () => {
    const controller = new AbortController();
    const left = Promise.withResolvers<void>();
    const source = await open(
      (response) => {
        response.writeHead(200, eventStream).write(':\n\n');
        response.once('close', left.resolve);
      },
      { signal: controller.signal },
    );
    const next = source[Symbol.asyncIterator]().next();

    controller.abort();

    expect(await next).toEqual({ value: undefined, done: true });
    await left.promise;
  });
});
