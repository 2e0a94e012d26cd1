import { GraphChanged, RateLimited, Unauthenticated } from '@health-graph/errors';
import { GraphQLError, GraphQLSchema } from 'graphql';
import { type Context, makeServer, type Server, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import type { Admit } from '../door.ts';
import { maskFailure } from '../mask-errors.ts';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { StreamSettings } from '../settings.ts';
import { type CallerSession, openSession } from './caller-session.ts';
import type { OperationStreams, Results } from './operation-streams.ts';
import { type Places, tooMany } from './places.ts';
import type { PreparedOperation } from './prepare-operation.ts';
import type { Connection } from './web-socket-connection.ts';

export interface ProtocolOptions {
  readonly operations: OperationStreams;
  readonly admit: Admit;
  readonly audit: GatewayAudit | undefined;
  readonly rateLimits: RateLimits | undefined;
  readonly places: Places;
  readonly settings: StreamSettings;
}

type Init = Readonly<Record<string, unknown>>;
type ConnectionContext = Context<Init, Connection>;
type Hooks = ServerOptions<Init, Connection>;

/** The subprotocol `graphql-transport-ws`: who asks is in `connection_init`, as `{ "authorization": "Bearer ..." }`. */
export function createProtocol(options: ProtocolOptions): Server<Connection> {
  const run = (args: { readonly contextValue?: unknown }): Results => {
    const { start } = args.contextValue as StartOperation;
    return start();
  };
  const hooks: Hooks = {
    onConnect: (context) => connect(context, options),
    onSubscribe: (context, id, payload) => subscribe(context, id, payload, options),
    subscribe: run as NonNullable<Hooks['subscribe']>,
    execute: run as NonNullable<Hooks['execute']>,
    // Results are as they should leave; the library would expect errors of graphql-js in them.
    onNext: (_context, _id, _payload, _args, result) => result as never,
    onError: (_context, _id, _payload, errors) => errors.map((error) => maskFailure(error)),
  };
  return makeServer<Init, Connection>(hooks);
}

async function connect({ extra: connection, connectionParams }: ConnectionContext, options: ProtocolOptions): Promise<boolean> {
  const { admit, audit, rateLimits, places, settings } = options;
  const { address, headers } = connection;
  const given = connectionParams?.['authorization'];
  try {
    const authorization = given === undefined || given === null ? undefined : String(given);
    const session = await openSession({ authorization, address, headers, admit, audit });
    await rateLimits?.take(session.signIn, address);
    connection.onClose(places.take(session.key));
    connection.onClose(session.watch(settings.heartbeatMs, () => connection.end('tokenEnded')));
    connection.session = session;
    return true;
  } catch (failure) {
    if (failure instanceof Unauthenticated) connection.end('tokenRefused');
    else if (failure instanceof RateLimited) connection.end('tooManyConnections');
    else throw failure;
    return false;
  }
}

/** The library wants one, reads nothing of it, and would keep that of the first version alive as long as the stream. */
const noSchema = new GraphQLSchema({});

/** Handed through the library to where it would execute. */
interface StartOperation {
  readonly start: () => Results;
}

async function subscribe(
  { extra: connection, subscriptions }: ConnectionContext,
  _id: string,
  payload: SubscribePayload,
  options: ProtocolOptions,
) {
  const { operations, rateLimits, places, settings } = options;
  const { session } = connection;
  if (session === undefined) throw new Error('An operation came before its connection was initialised.');
  try {
    if (Object.keys(subscriptions).length > settings.perConnection) throw tooMany(settings.perConnection);
    await rateLimits?.take(session.signIn, session.address);
    const prepared = operations.prepare(payload);
    if ('errors' in prepared) return prepared.errors;
    const free = places.take(session.key);
    const { document, operation } = prepared;
    const start = (): Results => startOperation(prepared, { connection, session, operations, free });
    const contextValue: StartOperation = { start };
    return { schema: noSchema, document, contextValue, ...(operation.name === undefined ? {} : { operationName: operation.name.value }) };
  } catch (failure) {
    if (failure instanceof RateLimited) return [new GraphQLError(failure.message, { originalError: failure })];
    throw failure;
  }
}

interface Starting {
  readonly connection: Connection;
  readonly session: CallerSession;
  readonly operations: OperationStreams;
  readonly free: () => void;
}

function startOperation(prepared: PreparedOperation, { connection, session, operations, free }: Starting): Results {
  return connection.track(operations.run(prepared, session), (failure) => {
    free();
    if (failure instanceof Unauthenticated) connection.end('tokenEnded');
    if (failure instanceof GraphChanged) connection.end('graphChanged');
  });
}
