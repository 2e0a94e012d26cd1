import { Binary, Double, Int32, Long, Timestamp } from 'bson';
import { decode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { toInteger } from '../bson/numbers.ts';
import { documentOf, type Elements, elementsOf } from '../bson/writer.ts';
import { type CommandCall, type CommandResult, type ConnectionContext, EncodedReply, type ServerContext } from '../commands/command.ts';
import { checkOptions } from '../commands/known-options.ts';
import { commands } from '../commands/registry.ts';
import { errorCodes } from '../errors/codes.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Transaction } from '../sessions/transaction.ts';

export interface CommandRequest {
  readonly body: Buffer;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  readonly exhaustAllowed: boolean;
  /** The database of a legacy request, which has no `$db`. */
  readonly database?: string;
}

const placeholder = new Timestamp({ t: 0x7fffffff, i: 0x7fffffff });

/** What every answer ends with: `operationTime` and the cluster time with an empty signature. */
const trailerTemplate = elementsOf({
  $clusterTime: { clusterTime: placeholder, signature: { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO } },
  operationTime: placeholder,
});
const timePlaces = [trailerTemplate.indexOf(Buffer.from('ffffff7fffffff7f', 'hex')), trailerTemplate.length - 8];
const okElement = elementsOf({ ok: new Double(1) });

const trailerOf = (server: ServerContext): Elements => {
  const time = server.store.clock.last;
  const trailer = Buffer.from(trailerTemplate);
  for (const place of timePlaces) {
    trailer.writeInt32LE(time.low, place);
    trailer.writeInt32LE(time.high, place + 4);
  }
  return trailer;
};

const failed = (failure: CommandFailure): Document => ({
  ok: new Double(0),
  errmsg: failure.message,
  code: new Int32(failure.code),
  codeName: failure.codeName,
  ...failure.fields,
  ...(failure.errorLabels.length === 0 ? {} : { errorLabels: failure.errorLabels }),
});

/** Anything that is no refusal is a fault of this server's; the client learns that, not where it was. */
const asFailure = (error: unknown): CommandFailure => {
  if (error instanceof CommandFailure) return error;
  return new CommandFailure('InternalError', error instanceof Error ? `${error.name}: ${error.message}` : String(error), { cause: error });
};

/** Failures that say nothing against the write itself; a driver may send it again. */
const retryableCodes = new Set<number>([
  errorCodes.InterruptedAtShutdown,
  errorCodes.InterruptedDueToReplStateChange,
  errorCodes.NotWritablePrimary,
]);

const labelled = (failure: CommandFailure, body: Document | undefined): CommandFailure => {
  const isRetryableWrite =
    body?.['txnNumber'] !== undefined && (body['autocommit'] === undefined || body['commitTransaction'] !== undefined);
  if (!isRetryableWrite || !retryableCodes.has(failure.code)) return failure;
  return new CommandFailure(failure.code, failure.message, {
    errorLabels: [...failure.errorLabels, 'RetryableWriteError'],
    fields: failure.fields,
  });
};

const needsSession = (body: Document, name: string): boolean => body['lsid'] !== undefined && name !== 'endSessions';

interface SessionParts {
  readonly session: Session | undefined;
  readonly transaction: Transaction | undefined;
  readonly record: CommandCall['record'];
}

const noSession: SessionParts = { session: undefined, transaction: undefined, record: undefined };

const transactionCommands = new Set(['commitTransaction', 'abortTransaction']);

const sessionParts = (server: ServerContext, body: Document, name: string): SessionParts => {
  if (!needsSession(body, name)) return noSession;
  const lsid = body['lsid'];
  if (!isDocument(lsid) || !(lsid['id'] instanceof Binary)) throw new CommandFailure('InvalidOptions', 'lsid.id must be a UUID');
  const session = server.sessions.use(lsid);
  const number = toInteger(body['txnNumber']);
  if (number === undefined || transactionCommands.has(name)) return { ...noSession, session };
  const command = commands[name];
  if (body['autocommit'] === false) {
    if (command?.inTransaction !== true)
      throw new CommandFailure('OperationNotSupportedInTransaction', `Cannot run '${name}' in a multi-document transaction.`);
    const transaction =
      body['startTransaction'] === true ? server.sessions.start(session, number) : server.sessions.continue(session, number);
    return { session, transaction, record: undefined };
  }
  if (command?.isRetryable !== true)
    throw new CommandFailure(
      50768,
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${name} is not a retryable write command.`,
    );
  return { session, transaction: undefined, record: server.sessions.recordFor(session, number) };
};

/** A statement that fails takes its transaction with it, as on any MongoDB. */
const abortOnFailure = async (server: ServerContext, { session, transaction }: SessionParts): Promise<void> => {
  if (session === undefined || transaction === undefined || transaction.state !== 'in progress') return;
  await server.sessions.abort(session, transaction.number);
};

const hasWriteErrors = (result: CommandResult): boolean => !(result instanceof EncodedReply) && result['writeErrors'] !== undefined;

const run = async (
  server: ServerContext,
  connection: ConnectionContext,
  body: Document,
  request: CommandRequest,
): Promise<CommandResult> => {
  const name = Object.keys(body)[0] ?? '';
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  server.counters.set(name, (server.counters.get(name) ?? 0) + 1);
  const database = request.database ?? body['$db'];
  if (typeof database !== 'string') throw new CommandFailure(40571, 'OP_MSG requests require a $db argument');
  if (command === undefined) throw new CommandFailure('CommandNotFound', `no such command: '${name}'`);
  checkOptions(name, body);
  const parts = sessionParts(server, body, name);
  const { sequences, exhaustAllowed } = request;
  try {
    const result = await command.run({ name, body, database, sequences, exhaustAllowed, server, connection, ...parts });
    if (hasWriteErrors(result)) await abortOnFailure(server, parts);
    return result;
  } catch (error) {
    await abortOnFailure(server, parts);
    throw error;
  }
};

/** Does one command and gives its whole answer as BSON. */
export const dispatch = async (server: ServerContext, connection: ConnectionContext, request: CommandRequest): Promise<Buffer> => {
  let body: Document | undefined;
  try {
    body = decode(request.body);
    const result = await run(server, connection, body, request);
    const trailer = trailerOf(server);
    if (result instanceof EncodedReply) return result.bytes(Buffer.concat([okElement, trailer]));
    return documentOf(elementsOf(result), okElement, trailer);
  } catch (error) {
    const name = Object.keys(body ?? {})[0] ?? '';
    server.failures.set(name, (server.failures.get(name) ?? 0) + 1);
    return documentOf(elementsOf(failed(labelled(asFailure(error), body))), trailerOf(server));
  }
};
