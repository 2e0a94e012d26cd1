import { Int32 } from 'bson';
import { decode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { limits } from '../protocol/limits.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionName, flag, integer, requiredArray } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { ensureCollection, existingCollection } from './ensure-collection.ts';
import { collationOf } from './reading.ts';
import { gatherRecords } from './record-run.ts';
import { applyUpdate, compileRequest, type UpdateRequest, type UpdateResult } from './update-statement.ts';
import { describeError, runStatements, type StatementOutcome, type StatementResults } from './write-runner.ts';

/** The statements of an update or delete, from the body or its document sequence. */
export const statementsOf = (call: CommandCall, field: string): readonly Document[] => {
  const sequence = call.sequences.get(field)?.map(decode);
  const statements = (sequence ?? requiredArray(call.body, field, call.name)) as readonly Document[];
  if (statements.length === 0 || statements.length > limits.maxWriteBatchSize) {
    throw new CommandFailure(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${limits.maxWriteBatchSize}. Got ${statements.length} operations.`,
    );
  }
  return statements;
};

export const requestOf = (call: CommandCall, statement: Document, collection: Collection | undefined): UpdateRequest => {
  const { q: filter, u: update } = statement;
  if (!isDocument(filter)) throw new CommandFailure(40414, "BSON field 'update.updates.q' is missing but a required field");
  if (!isDocument(update) && !Array.isArray(update)) {
    throw new CommandFailure('FailedToParse', 'Update argument must be either an object or an array');
  }
  return {
    filter,
    update,
    isMulti: flag(statement['multi']),
    isUpsert: flag(statement['upsert']),
    arrayFilters: statement['arrayFilters'],
    collation: collationOf(statement, collection),
    hint: statement['hint'],
    sort: statement['sort'] as Document | undefined,
    variables: (statement['let'] ?? call.body['let']) as Document | undefined,
  };
};

const isReplacement = (update: unknown): boolean => isDocument(update) && !Object.keys(update)[0]?.startsWith('$');

export const checkMulti = (request: UpdateRequest): void => {
  if (request.isMulti && isReplacement(request.update)) {
    throw new CommandFailure('FailedToParse', 'multi update is not supported for replacement-style update');
  }
};

/** What a statement's result says, kept for a retry as well. */
export const updateResult = (outcome: UpdateResult): StatementOutcome => {
  if (outcome.kind !== 'done') return outcome;
  const { matched, modified, upsertedId } = outcome.outcome;
  return { kind: 'done', result: { n: matched, nModified: modified, ...(upsertedId === undefined ? {} : { upserted: upsertedId }) } };
};

const noneMatched: StatementOutcome = { kind: 'done', result: { n: 0, nModified: 0 } };

const reply = ({ results, errors }: StatementResults): Document => {
  const upserted = results.flatMap((result, index) =>
    result !== undefined && 'upserted' in result ? [{ index: new Int32(index), _id: result['upserted'] }] : [],
  );
  const sum = (field: string): number => results.reduce((total, result) => total + Number(result?.[field] ?? 0), 0);
  return {
    n: integer(sum('n') + upserted.length),
    nModified: integer(sum('nModified')),
    ...(upserted.length === 0 ? {} : { upserted }),
    ...(errors.length === 0 ? {} : { writeErrors: errors.map(describeError) }),
  };
};

export const update = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const statements = statementsOf(call, 'updates');
  const mayCreate = statements.some((statement) => flag(statement['upsert']));
  const collection = mayCreate ? await ensureCollection(call, name) : existingCollection(call, name);
  const request = (index: number): UpdateRequest => requestOf(call, statements[index] as Document, collection);
  const outcome = await runStatements(call, {
    count: statements.length,
    isOrdered: call.body['ordered'] !== false,
    run: (context, index, progress, pace) => {
      const wanted = request(index);
      checkMulti(wanted);
      const apply = compileRequest(wanted);
      return collection === undefined
        ? noneMatched
        : updateResult(applyUpdate({ call, collection, context }, wanted, apply, progress, pace));
    },
    gather: (index) => gatherRecords(call, collection as Collection, request(index), request(index).isMulti),
  });
  return reply(outcome);
};
