import { Int32 } from 'bson';
import { decode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { limits } from '../protocol/limits.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionName, flag, integer, requiredArray } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { ensureCollection } from './ensure-collection.ts';
import { collationOf } from './reading.ts';
import { applyUpdate, compileRequest, type UpdateRequest } from './update-statement.ts';
import { describeError, runStatements } from './write-runner.ts';

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

const requestOf = (call: CommandCall, statement: Document, collection: Collection | undefined): UpdateRequest => {
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

const checkMulti = (request: UpdateRequest): void => {
  if (request.isMulti && isReplacement(request.update)) {
    throw new CommandFailure('FailedToParse', 'multi update is not supported for replacement-style update');
  }
};

export const update = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const statements = statementsOf(call, 'updates');
  const { catalog } = call.server.store;
  const mayCreate = statements.some((statement) => flag(statement['upsert']));
  const collection = mayCreate ? await ensureCollection(call, name) : catalog.find(call.database, name);
  const { results, errors } = await runStatements(call, {
    count: statements.length,
    isOrdered: call.body['ordered'] !== false,
    run: (context, index) => {
      const request = requestOf(call, statements[index] as Document, collection);
      checkMulti(request);
      const apply = compileRequest(request);
      if (collection === undefined) return { n: 0, nModified: 0 };
      const { matched, modified, upsertedId } = applyUpdate({ call, collection, context }, request, apply);
      return { n: matched, nModified: modified, ...(upsertedId === undefined ? {} : { upserted: upsertedId }) };
    },
  });
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
