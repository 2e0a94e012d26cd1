import { Double, Int32, Long } from 'bson';
import { decode, encode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { elementsOf } from '../bson/writer.ts';
import { firstBatch } from '../cursors/batch.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Collection } from '../storage/collection.ts';
import type { WriteContext } from '../storage/write-context.ts';
import { flag, integer, optionalNumber, requiredArray } from './arguments.ts';
import { type CommandCall, type CommandResult, EncodedReply } from './command.ts';
import { deleteRecords, deleteRequest } from './delete.ts';
import { ensureCollection } from './ensure-collection.ts';
import { insertOne } from './insert.ts';
import { gatherRecords, type Pace, type Progress } from './record-run.ts';
import { checkMulti, requestOf, updateResult } from './update.ts';
import { applyUpdate, compileRequest } from './update-statement.ts';
import { runStatements, type StatementOutcome, type StatementResults, type WriteError } from './write-runner.ts';

type Kind = 'insert' | 'update' | 'delete';

interface Operation {
  readonly kind: Kind;
  readonly call: CommandCall;
  readonly collection: Collection;
  /** In the form that the single commands have. */
  readonly statement: Document;
}

const kindOf = (operation: Document): Kind => {
  const kind = Object.keys(operation)[0];
  if (kind === 'insert' || kind === 'update' || kind === 'delete') return kind;
  throw new CommandFailure('BadValue', `Unrecognized bulkWrite operation '${kind}'`);
};

const documentsOf = (call: CommandCall, field: string): readonly Document[] =>
  call.sequences.get(field)?.map(decode) ?? (requiredArray(call.body, field, 'bulkWrite') as readonly Document[]);

/** `filter`, `updateMods` and `multi` under the names that update and delete have for them. */
const asStatement = (kind: Kind, operation: Document): Document => {
  if (kind === 'insert') return operation;
  const { filter, updateMods, multi, ...rest } = operation;
  return { ...rest, q: filter, u: updateMods, multi, ...(kind === 'delete' ? { limit: flag(multi) ? 0 : 1 } : {}) };
};

const operationsOf = async (call: CommandCall): Promise<Operation[]> => {
  const namespaces = documentsOf(call, 'nsInfo').map(({ ns }) => String(ns));
  const operations: Operation[] = [];
  for (const operation of documentsOf(call, 'ops')) {
    const kind = kindOf(operation);
    const namespace = namespaces[Number(operation[kind])];
    if (namespace === undefined) throw new CommandFailure('BadValue', `BulkWrite ops entry has an invalid nsInfo index.`);
    const dot = namespace.indexOf('.');
    const target = { ...call, database: namespace.slice(0, dot) };
    const collection = await ensureCollection(target, namespace.slice(dot + 1));
    operations.push({ kind, call: target, collection, statement: asStatement(kind, operation) });
  }
  return operations;
};

const runOperation = (context: WriteContext, operation: Operation, progress: Progress | undefined, pace: Pace): StatementOutcome => {
  const { kind, call, collection, statement } = operation;
  if (kind === 'insert') {
    insertOne(call, collection, statement['document'] as Document, context);
    return { kind: 'done', result: { n: 1 } };
  }
  if (kind === 'delete') {
    const request = deleteRequest(call, collection, statement);
    return deleteRecords(call, context, { collection, request, isMulti: flag(statement['multi']), progress, pace });
  }
  const request = requestOf(call, statement, collection);
  checkMulti(request);
  return updateResult(applyUpdate({ call, collection, context }, request, compileRequest(request), progress, pace));
};

const gather = (operation: Operation): Promise<Progress> => {
  const { kind, call, collection, statement } = operation;
  const request = kind === 'delete' ? deleteRequest(call, collection, statement) : requestOf(call, statement, collection);
  return gatherRecords(call, collection, request, flag(statement['multi']));
};

const describeResult = (operation: Operation, index: number, result: Document): Document => {
  const common = { ok: new Double(1), idx: new Int32(index) };
  if (operation.kind !== 'update') return { ...common, n: integer(Number(result['n'])) };
  const upserted = 'upserted' in result ? { upserted: { _id: result['upserted'] } } : {};
  const n = Number(result['n']) + ('upserted' in result ? 1 : 0);
  return { ...common, n: integer(n), nModified: integer(Number(result['nModified'])), ...upserted };
};

const describeFailure = ({ index, failure }: WriteError): Document => ({
  ok: new Double(0),
  idx: new Int32(index),
  code: new Int32(failure.code),
  errmsg: failure.message,
  ...failure.fields,
  n: new Int32(0),
});

/** The items of the reply's cursor, in the order of the operations; with `errorsOnly` those that failed. */
const itemsOf = (operations: readonly Operation[], { results, errors }: StatementResults, errorsOnly: boolean): Document[] => {
  const failed = new Map(errors.map((error) => [error.index, error]));
  return operations.flatMap((operation, index) => {
    const failure = failed.get(index);
    if (failure !== undefined) return [describeFailure(failure)];
    const result = results[index];
    return result === undefined || errorsOnly ? [] : [describeResult(operation, index, result)];
  });
};

const totals = (operations: readonly Operation[], { results, errors }: StatementResults): Document => {
  const sum = (kind: Kind, field: string): number =>
    operations.reduce((total, operation, index) => total + (operation.kind === kind ? Number(results[index]?.[field] ?? 0) : 0), 0);
  const upserted = results.filter((result) => result !== undefined && 'upserted' in result).length;
  return {
    nErrors: integer(errors.length),
    nInserted: integer(sum('insert', 'n')),
    nMatched: integer(sum('update', 'n')),
    nModified: integer(sum('update', 'nModified')),
    nUpserted: integer(upserted),
    nDeleted: integer(sum('delete', 'n')),
  };
};

/** Inserts, updates and deletes of several collections in one command. */
export const bulkWrite = async (call: CommandCall): Promise<CommandResult> => {
  if (call.database !== 'admin') throw new CommandFailure('Unauthorized', 'bulkWrite may only be run against the admin database.');
  const operations = await operationsOf(call);
  if (operations.length === 0)
    throw new CommandFailure('InvalidLength', 'Write batch sizes must be between 1 and 100000. Got 0 operations.');
  const outcome = await runStatements(call, {
    count: operations.length,
    isOrdered: call.body['ordered'] !== false,
    run: (context, index, progress, pace) => runOperation(context, operations[index] as Operation, progress, pace),
    gather: (index) => gather(operations[index] as Operation),
  });
  const items = itemsOf(operations, outcome, flag(call.body['errorsOnly']));
  let position = 0;
  const stream = { next: () => (position < items.length ? encode(items[position++] as Document) : undefined), close: () => undefined };
  const cursor = isDocument(call.body['cursor']) ? call.body['cursor'] : {};
  const reply = await firstBatch(call, stream, {
    collection: '$cmd.bulkWrite',
    batchSize: optionalNumber(cursor, 'batchSize', 'bulkWrite') ?? Long.MAX_VALUE.toNumber(),
  });
  return new EncodedReply((trailer) => reply.bytes(Buffer.concat([elementsOf(totals(operations, outcome)), trailer])));
};
