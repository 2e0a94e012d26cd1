import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTrustKeyRing, factsToJson, type TrustKeyRing, trustHeader, trustKeysPath } from '@health-graph/subgraph-kit';
import { CommandFailed } from '../command-failed.ts';
import { factsAbout } from './callers.ts';

/** The gateway and identity as an endpoint under test knows them. */
export interface KitGateway {
  /** What the endpoint is configured with, as the gateway's and identity's address. */
  readonly url: string;
  readonly keys: TrustKeyRing;
  /** Of each question for facts about this account: the account in the gateway's header that came with it, if any did. */
  askedFor(accountId: string): readonly (string | undefined)[];
  close(): Promise<void>;
}

const largestQuestion = 1_048_576;

/** Serves the keys that requests are signed with, and facts about invented people: `GET /trust/keys` and `POST /internal/facts`. */
export async function startKitGateway(port: number): Promise<KitGateway> {
  const keys = createTrustKeyRing();
  const asked = new Map<string, (string | undefined)[]>();
  const server = createServer((request, response) => {
    answer({ keys, asked }, request, response).catch(() => sendJson(response, 400, { status: 'not understood' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new CommandFailed('The port of the kit is not free.', { port }, { cause })));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    askedFor: (accountId) => asked.get(accountId) ?? [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Kit {
  readonly keys: TrustKeyRing;
  readonly asked: Map<string, (string | undefined)[]>;
}

async function answer({ keys, asked: known }: Kit, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = `${request.method} ${request.url}`;
  if (asked === `GET ${trustKeysPath}`) return sendJson(response, 200, keys.published());
  if (asked !== 'POST /internal/facts') return sendJson(response, 404, { status: 'nothing here' });
  const { caller, patientIds } = JSON.parse(await textOf(request)) as { caller?: { sub?: unknown }; patientIds?: unknown };
  const patients = Array.isArray(patientIds) ? patientIds.map(String) : [];
  const accountId = String(caller?.sub);
  known.set(accountId, [...(known.get(accountId) ?? []), accountIn(request.headers[trustHeader])]);
  const facts = factsAbout(accountId, patients);
  return facts === undefined ? sendJson(response, 503, { status: 'unavailable' }) : sendJson(response, 200, factsToJson(facts));
}

/** For whom a header speaks: the kit made it itself, so that it only reads it. */
function accountIn(header: string | readonly string[] | undefined): string | undefined {
  const claims = typeof header === 'string' ? header.split('.')[3] : undefined;
  if (claims === undefined) return undefined;
  const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { readonly sub?: unknown };
  return typeof sub === 'string' ? sub : undefined;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestQuestion) throw new Error('The question is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(value));
}
