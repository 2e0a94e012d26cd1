import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { reportStage } from './reports.ts';

export const currentOp = async (call: CommandCall): Promise<CommandResult> => {
  const operations: Document[] = [];
  for await (const operation of reportStage(call, '$currentOp', { database: 'admin', collection: '' }, {})) operations.push(operation);
  return { inprog: operations };
};

/** There is nothing to set that would change an answer; saying otherwise would mislead. */
export const setParameter = (call: CommandCall): CommandResult => {
  const name = Object.keys(call.body)[1] ?? '';
  throw new CommandFailure('InvalidOptions', `attempted to set unrecognized parameter [${name}], use help:true to see options`);
};

export const logout = (): CommandResult => ({});

export const listCommands = async (): Promise<CommandResult> => {
  const { commands } = await import('./registry.ts');
  return {
    commands: Object.fromEntries(
      Object.keys(commands).map((name) => [name, { help: '', requiresAuth: false, secondaryOk: false, adminOnly: false }]),
    ),
  };
};
