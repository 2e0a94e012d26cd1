import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError } from 'graphql';
import { createAccount } from './plain/account.ts';
import type { Fault } from './plain/faults.ts';
import { bodyOf, jsonAt, refuse, send } from './plain/http.ts';
import { run } from './plain/operations.ts';
import { createPermissions, type Facts, type Session } from './plain/permissions.ts';
import { rootOf, schemaOf } from './plain/schema.ts';
import { ownSdl, sdlWith } from './plain/sdl.ts';
import { type Claims, createTrust, type PublishedKey } from './plain/trust.ts';

export interface PlainOptions {
  readonly name: string;
  readonly sessions: readonly Session[];
  /** Where the gateway and identity are; requests wait until it is known. */
  readonly gatewayUrl: Promise<string>;
  /** A mistake that it makes. */
  readonly fault?: Fault | undefined;
}

const maxBodyBytes = 10 * 1024 * 1024;

/**
 * A subgraph of a partner who uses nothing of ours: node:http, node:crypto and graphql, written after packages/subgraph-kit/CONTRACT.md. Read it
 * beside that page; `fault` is for the tests of the conformance kit.
 */
export async function startPlainSubgraph({ name, sessions, gatewayUrl, fault }: PlainOptions) {
  const sdl = sdlWith(fault);
  const trust = createTrust(name, async () => ((await jsonAt(`${await gatewayUrl}/trust/keys`)) as { keys: PublishedKey[] }).keys, fault);
  const schema = schemaOf(sdl);
  const rootValue = rootOf(sdl, sessions, fault);

  const graphql = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request, fault === 'no bound of bodies' ? Number.POSITIVE_INFINITY : maxBodyBytes);
    if (body === undefined) return refuse(response, 413, 'PAYLOAD_TOO_LARGE');
    const header = request.headers['x-health-graph-caller'];
    const claims = await claimsOf(request, body);
    if (claims === undefined) return refuse(response, 401, 'UNAUTHENTICATED');
    const account = createAccount(fault);
    let decided: ReturnType<typeof permissionsFor> | undefined;
    const permissions = () => {
      decided ??= permissionsFor(claims, typeof header === 'string' ? header : '');
      return decided;
    };
    const result = await run({ schema, rootValue, body, fault, asked: { account, permissions } });
    const extensions = fault === 'no account of what was shown' ? {} : { audit: { entries: account.entries() } };
    send(response, 'data' in result ? 200 : 400, { ...result, extensions });
  };

  const claimsOf = (request: IncomingMessage, body: Buffer): Promise<Claims | undefined> => {
    const header = request.headers['x-health-graph-caller'];
    if (header === undefined && fault === 'takes unsigned requests') return Promise.resolve({ rid: 'nobody' });
    if (header?.includes(' ') && fault === 'fails on a header that is none') throw new Error('This is no header.');
    return trust.verify({ header: typeof header === 'string' ? header : undefined, path: request.url ?? '', body });
  };

  const permissionsFor = async (claims: Claims, header: string) => {
    if (claims.sub === undefined) return createPermissions(claims, undefined, fault);
    const patientIds = [...new Set(sessions.map(({ patientId }) => patientId))];
    const { rid: _rid, ...caller } = claims;
    const facts = await jsonAt(
      `${await gatewayUrl}/internal/facts`,
      { caller, patientIds },
      fault === 'asks for nobody in particular' ? {} : { 'x-health-graph-caller': header },
    ).catch(() => undefined);
    if (facts === undefined && fault !== 'takes silence for consent')
      throw unavailable(fault === 'a code of its own' ? 'IDENTITY_AWAY' : 'PERMISSIONS_UNAVAILABLE');
    return createPermissions(claims, facts as Facts | undefined, fault);
  };

  const server = createServer((request, response) => {
    route(request, response).catch(() => refuse(response, 500, 'INTERNAL_SERVER_ERROR'));
  });
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = `${request.method} ${request.url}`;
    if (asked === 'GET /health') return send(response, fault === 'no health' ? 404 : 200, { status: 'ready' });
    if (asked === 'GET /trust/keys') return send(response, 200, trust.published());
    return request.method === 'POST' && request.url?.startsWith('/graphql')
      ? graphql(request, response)
      : refuse(response, 404, 'NOT_FOUND');
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    sdl: ownSdl,
    close: () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()),
  };
}

const unavailable = (code: string): GraphQLError => new GraphQLError('It cannot be found out who may see this.', { extensions: { code } });
