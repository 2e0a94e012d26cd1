import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Collection } from '../storage/collection.ts';
import type { CommandCall, CommandResult } from './command.ts';

export const runView = async (_call: CommandCall, _view: Collection, _body: Document): Promise<CommandResult> => {
  throw new CommandFailure('CommandNotSupportedOnView', 'views are not supported yet');
};

export const viewDocuments = async (
  _call: CommandCall,
  _view: Collection,
  _pipeline: readonly Document[],
): Promise<readonly Document[]> => {
  throw new CommandFailure('CommandNotSupportedOnView', 'views are not supported yet');
};
