import { Int32 } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { FoundRecord } from '../planner/execute.ts';
import { compileProject } from '../query/project.ts';
import type { Collection } from '../storage/collection.ts';
import { removeRecord } from '../storage/records.ts';
import type { WriteContext } from '../storage/write-context.ts';
import { collectionName, flag, optionalDocument } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { ensureCollection, existingCollection } from './ensure-collection.ts';
import { collationOf } from './reading.ts';
import { gatherRecords, type Pace, type Progress, runOverRecords } from './record-run.ts';
import { applyUpdate, compileRequest, type UpdateRequest } from './update-statement.ts';
import { logSession, runStatements, type StatementOutcome } from './write-runner.ts';

const requestOf = (call: CommandCall, collection: Collection | undefined): UpdateRequest => ({
  filter: optionalDocument(call.body, 'query', 'findAndModify') ?? {},
  update: call.body['update'],
  isMulti: false,
  isUpsert: flag(call.body['upsert']),
  arrayFilters: call.body['arrayFilters'],
  collation: collationOf(call.body, collection),
  hint: call.body['hint'],
  sort: optionalDocument(call.body, 'sort', 'findAndModify'),
  variables: optionalDocument(call.body, 'let', 'findAndModify'),
});

const checkOptions = ({ body }: CommandCall): void => {
  const isRemove = flag(body['remove']);
  const fail = (message: string): never => {
    throw new CommandFailure('FailedToParse', message);
  };
  if (isRemove && body['update'] !== undefined) fail("Cannot specify both an 'update' and 'remove' set to true");
  if (isRemove && flag(body['upsert'])) fail("Cannot specify both 'upsert' and 'remove' set to true");
  if (isRemove && flag(body['new']))
    fail("Cannot specify both 'new' and 'remove' set to true; 'remove' always returns the deleted document");
  if (!isRemove && body['update'] === undefined) fail("Either an 'update' or 'remove' must be specified");
};

const shape = (call: CommandCall, request: UpdateRequest, document: Document | undefined): Document | null => {
  const fields = optionalDocument(call.body, 'fields', 'findAndModify');
  if (document === undefined) return null;
  const isWhole = fields === undefined || Object.keys(fields).length === 0;
  return isWhole
    ? document
    : compileProject(fields, { filter: request.filter, collation: request.collation?.spec, let: request.variables })(document);
};

interface Modification {
  readonly call: CommandCall;
  readonly collection: Collection;
  readonly context: WriteContext;
  readonly request: UpdateRequest;
  readonly progress: Progress | undefined;
  readonly pace: Pace;
}

const remove = ({ call, collection, context, request, progress, pace }: Modification): StatementOutcome => {
  const change = (record: FoundRecord): boolean => {
    removeRecord(context, collection, record, { session: logSession(call) });
    return true;
  };
  const outcome = runOverRecords(context, { collection, request, isMulti: false, progress, pace, change });
  if (outcome.kind !== 'done') return outcome;
  return {
    kind: 'done',
    result: { lastErrorObject: { n: new Int32(outcome.matched) }, value: shape(call, request, outcome.first?.document) },
  };
};

const modify = ({ call, collection, context, request, progress, pace }: Modification): StatementOutcome => {
  const updated = applyUpdate({ call, collection, context }, request, compileRequest(request), progress, pace);
  if (updated.kind !== 'done') return updated;
  const { outcome } = updated;
  const isInsert = outcome.upsertedId !== undefined;
  const value = flag(call.body['new']) ? outcome.after : outcome.before;
  const lastErrorObject = {
    n: new Int32(outcome.matched + (isInsert ? 1 : 0)),
    updatedExisting: outcome.matched > 0,
    ...(isInsert ? { upserted: outcome.upsertedId } : {}),
  };
  return { kind: 'done', result: { lastErrorObject, value: shape(call, request, value) } };
};

/** The answer where there is nothing to find. */
const nothingFound = (call: CommandCall, request: UpdateRequest): Document => {
  const isRemove = flag(call.body['remove']);
  if (!isRemove) compileRequest(request);
  return { lastErrorObject: { n: new Int32(0), ...(isRemove ? {} : { updatedExisting: false }) }, value: null };
};

export const findAndModify = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  checkOptions(call);
  const collection = flag(call.body['upsert']) ? await ensureCollection(call, name) : existingCollection(call, name);
  const request = requestOf(call, collection);
  if (collection === undefined) return nothingFound(call, request);
  const run = flag(call.body['remove']) ? remove : modify;
  const { results, errors } = await runStatements(call, {
    count: 1,
    isOrdered: true,
    run: (context, _index, progress, pace) => run({ call, collection, context, request, progress, pace }),
    gather: () => gatherRecords(call, collection, request, false),
  });
  if (errors[0] !== undefined) throw errors[0].failure;
  return results[0] as Document;
};
