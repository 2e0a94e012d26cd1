import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeadlineExceeded } from '@health-graph/errors';
import { describe, expect, it } from '@jest/globals';
import { type EndpointRequest, endpointsOf } from './endpoints.ts';
import { createSubgraphClient, type SubgraphClient } from './subgraph-client.ts';

const QUERY: EndpointRequest = { subgraph: 'a', operationKind: 'query', body: '{"query":"{a}"}' };

type Listener = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A client in front of a server that answers as the test says; `count` numbers the requests from 1. */
async function withServer(
  listener: Listener,
  act: (client: SubgraphClient, asked: () => number) => Promise<void>,
  timeoutMs = 2_000,
): Promise<void> {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    request.resume();
    request.on('end', () => listener(request, response, count));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?v=1`;
  const client = createSubgraphClient({ endpoints: endpointsOf('a', url), timeoutMs, answerBytes: 10_000 });
  try {
    await act(client, () => count);
  } finally {
    await client.close();
    server.closeAllConnections();
    server.close();
  }
}

function answer(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('asking a subgraph', () => {
  it('posts JSON to its path, with the headers it was given', async () => {
    let seen: IncomingMessage | undefined;
    await withServer(
      (request, response) => {
        seen = request;
        answer(response, '{"data":{"a":"ế"}}');
      },
      async (client) => {
        expect(await client.send(QUERY, { headers: { authorization: 'Bearer x' } }, undefined)).toEqual({ data: { a: 'ế' } });
        expect(seen).toMatchObject({
          method: 'POST',
          url: '/graphql?v=1',
          headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
        });
      },
    );
  });

  it('puts an answer together that comes in pieces, in the middle of a letter', async () => {
    const bytes = Buffer.from('{"data":{"a":"ế"}}');
    await withServer(
      (_, response) => {
        response.writeHead(200);
        response.write(bytes.subarray(0, 15), () => response.end(bytes.subarray(15)));
      },
      async (client) => expect(await client.send(QUERY, { headers: {} }, undefined)).toEqual({ data: { a: 'ế' } }),
    );
  });

  it('takes GraphQL errors with any status', async () => {
    await withServer(
      (_, response) => answer(response, '{"errors":[{"message":"No."}]}', 401),
      async (client) => expect(await client.send(QUERY, { headers: {} }, undefined)).toEqual({ errors: [{ message: 'No.' }] }),
    );
  });

  it.each([
    ['an HTML page', '<html>', 200, 'SUBGRAPH_INVALID_ANSWER'],
    ['an HTML page of an error', '<html>', 502, 'SUBGRAPH_UNAVAILABLE'],
    ['a redirect', '', 302, 'SUBGRAPH_INVALID_ANSWER'],
    ['a redirect with an answer', '{"data":{}}', 307, 'SUBGRAPH_INVALID_ANSWER'],
    ['nothing', '', 200, 'SUBGRAPH_INVALID_ANSWER'],
    ['JSON that is no answer', '{"message":"x"}', 200, 'SUBGRAPH_INVALID_ANSWER'],
    ['JSON that is no answer, with an error', '{"message":"x"}', 500, 'SUBGRAPH_UNAVAILABLE'],
    ['half of an answer', '{"data":{', 200, 'SUBGRAPH_INVALID_ANSWER'],
    ['more than is allowed', JSON.stringify({ data: { a: 'x'.repeat(20_000) } }), 200, 'SUBGRAPH_INVALID_ANSWER'],
  ])('refuses %s', async (_, body, status, expected) => {
    await withServer(
      (__, response) => answer(response, body, status),
      async (client, asked) => {
        await expect(client.send(QUERY, { headers: {} }, undefined)).rejects.toEqual(code(expected));
        expect(asked()).toBe(1);
      },
    );
  });

  it('says that a connection was closed before an answer began, and asks once', async () => {
    await withServer(
      (request) => request.socket.destroy(),
      async (client, asked) => {
        await expect(client.send(QUERY, { headers: {} }, undefined)).rejects.toMatchObject({
          code: 'SUBGRAPH_UNAVAILABLE',
          because: 'connection',
        });
        expect(asked()).toBe(1);
      },
    );
  });

  it('waits for an answer as long as is allowed, its last byte included', async () => {
    await withServer(
      (_, response) => {
        response.writeHead(200);
        response.write('{"data"');
      },
      async (client) => {
        await expect(client.send(QUERY, { headers: {} }, undefined)).rejects.toMatchObject({
          code: 'SUBGRAPH_UNAVAILABLE',
          because: 'timeout',
        });
      },
      100,
    );
  });

  it('says that an answer broke off', async () => {
    await withServer(
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"data"', () => response.destroy());
      },
      async (client, asked) => {
        await expect(client.send(QUERY, { headers: {} }, undefined)).rejects.toMatchObject({
          code: 'SUBGRAPH_UNAVAILABLE',
          because: 'connection',
        });
        expect(asked()).toBe(1);
      },
    );
  });

  it('stops when it is told to, with the reason', async () => {
    const controller = new AbortController();
    await withServer(
      () => controller.abort(new Error('The client left.')),
      async (client) => {
        await expect(client.send(QUERY, { headers: {} }, controller.signal)).rejects.toThrow('The client left.');
        await expect(client.send(QUERY, { headers: {} }, controller.signal)).rejects.toThrow('The client left.');
      },
    );
  });

  it('keeps the reason when it is told to stop in the middle of an answer', async () => {
    const controller = new AbortController();
    await withServer(
      (_, response) => {
        response.writeHead(200);
        response.write('{"data"', () => setImmediate(() => controller.abort(new DeadlineExceeded('Too late.'))));
      },
      async (client) => expect(client.send(QUERY, { headers: {} }, controller.signal)).rejects.toEqual(code('DEADLINE_EXCEEDED')),
    );
  });

  it('keeps connections for requests that follow each other', async () => {
    const ports = new Set<number | undefined>();
    await withServer(
      (request, response) => {
        ports.add(request.socket.remotePort);
        answer(response, '{"data":{}}');
      },
      async (client) => {
        for (let index = 0; index < 10; index++) await client.send(QUERY, { headers: {} }, undefined);
        expect(ports.size).toBeLessThan(3);
      },
    );
  });

  it('says when nobody listens', async () => {
    const client = createSubgraphClient({ endpoints: endpointsOf('a', 'http://127.0.0.1:1/graphql'), timeoutMs: 1_000, answerBytes: 100 });

    await expect(client.send(QUERY, { headers: {} }, undefined)).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      cause: { code: 'ECONNREFUSED' },
    });
    await client.close();
  });
});
