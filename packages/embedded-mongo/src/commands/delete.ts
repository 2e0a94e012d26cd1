import { type Document, isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Collection } from '../storage/collection.ts';
import { removeRecord } from '../storage/records.ts';
import type { WriteContext } from '../storage/write-context.ts';
import { collectionName, integer } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { findAll, findFirst } from './find-one.ts';
import { collationOf } from './reading.ts';
import { statementsOf } from './update.ts';
import { describeError, logSession, runStatements } from './write-runner.ts';

export const deleteStatement = (
  call: CommandCall,
  collection: Collection,
  context: WriteContext,
  statement: Document,
  isMulti: boolean,
): number => {
  const { q: filter, hint } = statement;
  if (!isDocument(filter)) throw new CommandFailure(40414, "BSON field 'delete.deletes.q' is missing but a required field");
  const variables = (statement['let'] ?? call.body['let']) as Document | undefined;
  const request = { filter, hint, parsedCollation: collationOf(statement, collection), variables };
  const first = isMulti ? undefined : findFirst(context, collection, request);
  const found = isMulti ? findAll(context, collection, request) : first === undefined ? [] : [first];
  for (const record of found) removeRecord(context, collection, record, { session: logSession(call) });
  return found.length;
};

const isMultiDelete = (statement: Document): boolean => {
  const limit = toDouble(statement['limit'] ?? 0);
  if (limit !== 0 && limit !== 1)
    throw new CommandFailure('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  return limit === 0;
};

export const deleteCommand = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const statements = statementsOf(call, 'deletes');
  const collection = call.server.store.catalog.find(call.database, name);
  const { results, errors } = await runStatements(call, {
    count: statements.length,
    isOrdered: call.body['ordered'] !== false,
    run: (context, index) => {
      const statement = statements[index] as Document;
      const isMulti = isMultiDelete(statement);
      return { n: collection === undefined ? 0 : deleteStatement(call, collection, context, statement, isMulti) };
    },
  });
  const n = results.reduce((total, result) => total + Number(result?.['n'] ?? 0), 0);
  return { n: integer(n), ...(errors.length === 0 ? {} : { writeErrors: errors.map(describeError) }) };
};
