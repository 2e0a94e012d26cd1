import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keysOfGateway, trustingEndpoint } from '@health-graph/gateway/testing';
import { trustHeader } from '@health-graph/subgraph-kit';

/** A request as a partner got it; the gateway's signature was found genuine. */
export interface TakenRequest {
  readonly header: string;
  readonly body: string;
  readonly representations: readonly { readonly __typename: string; readonly id: string }[];
}

/** What a partner sends back: the body, or something worse. */
export type Lie = (asked: TakenRequest, response: ServerResponse) => unknown;

/** A partner's endpoint that keeps the contract of trust, and answers whatever the test makes it answer. */
export async function startLyingPartner(name: string, gatewayUrl: () => string) {
  const endpoint = trustingEndpoint(name, keysOfGateway(gatewayUrl));
  const taken: TakenRequest[] = [];
  let lie: Lie = () => ({});
  let keys: ((response: ServerResponse) => void) | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const header = String(request.headers[trustHeader]);
    const isGenuine = await endpoint.verify({ header, method: 'POST', path: '/graphql', body }).then(
      () => true,
      () => false,
    );
    if (!isGenuine) return void response.writeHead(401).end('{"errors":[{"message":"No.","extensions":{"code":"UNAUTHENTICATED"}}]}');
    const { variables } = JSON.parse(body) as { readonly variables?: { readonly representations?: TakenRequest['representations'] } };
    const asked = { header, body, representations: variables?.representations ?? [] };
    taken.push(asked);
    const told = lie(asked, response);
    if (told !== undefined)
      response.setHeader('content-type', 'application/json').end(typeof told === 'string' ? told : JSON.stringify(told));
  };
  const server = createServer((request, response) => {
    if (request.url !== '/trust/keys') void answer(request, response);
    else if (keys !== undefined) keys(response);
    else response.end(JSON.stringify(endpoint.published()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    taken,
    /** From now on. */
    tells: (next: Lie) => {
      lie = next;
    },
    publishes: (next: (response: ServerResponse) => void) => {
      keys = next;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export type LyingPartner = Awaited<ReturnType<typeof startLyingPartner>>;

/** Who listens where nobody should be sent. */
export async function startTrap() {
  let visits = 0;
  const server = createServer((_request, response) => {
    visits++;
    response.end('{"data":{"_entities":[]}}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    visits: () => visits,
    close: () => server.close(),
  };
}
