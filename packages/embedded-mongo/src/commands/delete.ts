import { type Document, isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Collection } from '../storage/collection.ts';
import { removeRecord } from '../storage/records.ts';
import type { WriteContext } from '../storage/write-context.ts';
import { collectionName, integer } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { existingCollection } from './ensure-collection.ts';
import type { OneRequest } from './find-one.ts';
import { collationOf } from './reading.ts';
import { gatherRecords, type RecordRun, runOverRecords } from './record-run.ts';
import { statementsOf } from './update.ts';
import { describeError, logSession, runStatements, type StatementOutcome } from './write-runner.ts';

export const deleteRequest = (call: CommandCall, collection: Collection | undefined, statement: Document): OneRequest => {
  const { q: filter, hint } = statement;
  if (!isDocument(filter)) throw new CommandFailure(40414, "BSON field 'delete.deletes.q' is missing but a required field");
  const variables = (statement['let'] ?? call.body['let']) as Document | undefined;
  return { filter, hint, collation: collationOf(statement, collection), variables };
};

/** Removes what the request names, or as much of it as the pace allows. */
export const deleteRecords = (call: CommandCall, context: WriteContext, run: Omit<RecordRun, 'change'>): StatementOutcome => {
  const outcome = runOverRecords(context, {
    ...run,
    change: (record) => {
      removeRecord(context, run.collection, record, { session: logSession(call) });
      return true;
    },
  });
  return outcome.kind === 'done' ? { kind: 'done', result: { n: outcome.modified } } : outcome;
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
  const collection = existingCollection(call, name);
  const request = (index: number): OneRequest => deleteRequest(call, collection, statements[index] as Document);
  const isMulti = (index: number): boolean => isMultiDelete(statements[index] as Document);
  const { results, errors } = await runStatements(call, {
    count: statements.length,
    isOrdered: call.body['ordered'] !== false,
    run: (context, index, progress, pace) => {
      const run = { request: request(index), isMulti: isMulti(index), progress, pace };
      return collection === undefined ? { kind: 'done', result: { n: 0 } } : deleteRecords(call, context, { ...run, collection });
    },
    gather: (index) => gatherRecords(call, collection as Collection, request(index), isMulti(index)),
  });
  const n = results.reduce((total, result) => total + Number(result?.['n'] ?? 0), 0);
  return { n: integer(n), ...(errors.length === 0 ? {} : { writeErrors: errors.map(describeError) }) };
};
