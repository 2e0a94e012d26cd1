import { Binary, Int32, UUID } from 'bson';
import type { Document } from '../bson/document.ts';
import { toInteger } from '../bson/numbers.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { noSuchTransaction, type Session } from '../sessions/sessions.ts';
import { requiredArray } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';

export const startSession = (): CommandResult => ({
  id: { id: new Binary(new UUID().buffer, Binary.SUBTYPE_UUID) },
  timeoutMinutes: new Int32(30),
});

export const endSessions = (call: CommandCall): CommandResult => {
  for (const lsid of requiredArray(call.body, call.name, call.name)) call.server.sessions.end(lsid as Document);
  return {};
};

/** Ends every session there is; used to clear up after tests and clients that have died. */
export const killAllSessions = (call: CommandCall): CommandResult => {
  for (const session of [...call.server.sessions.all()]) call.server.sessions.end(session.lsid);
  return {};
};

export const refreshSessions = (call: CommandCall): CommandResult => {
  for (const lsid of requiredArray(call.body, call.name, call.name)) call.server.sessions.use(lsid as Document);
  return {};
};

const sessionOf = (call: CommandCall): readonly [Session, bigint] => {
  const number = toInteger(call.body['txnNumber']);
  if (call.session === undefined || number === undefined) {
    throw new CommandFailure('CommandNotSupported', `${call.name} must be run within a transaction`);
  }
  return [call.session, number];
};

export const commitTransaction = async (call: CommandCall): Promise<CommandResult> => {
  const [session, number] = sessionOf(call);
  await call.server.sessions.commit(session, number);
  return {};
};

export const abortTransaction = async (call: CommandCall): Promise<CommandResult> => {
  const [session, number] = sessionOf(call);
  if (session.transaction?.number !== number) throw noSuchTransaction(number);
  await call.server.sessions.abort(session, number);
  return {};
};
