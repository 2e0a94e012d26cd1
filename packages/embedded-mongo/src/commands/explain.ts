import os from 'node:os';
import { Int32 } from 'bson';
import { type Document, isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { findRecords, type PreparedSearch, prepareSearch, type Search } from '../planner/execute.ts';
import { executionStats, explainPlan, nothingPlan, queryPlanner } from '../planner/explain.ts';
import { serverVersion } from '../protocol/limits.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { CollectionAccess } from './pipeline-access.ts';
import { splitHead } from './pipeline-head.ts';
import { collationOf, openReading } from './reading.ts';

interface Explained {
  readonly collection: string;
  readonly search: Search;
  readonly skip: number;
  readonly limit: number;
  readonly projection: Document | undefined;
}

const documentOr = (value: unknown): Document => (isDocument(value) ? value : {});

const firstOf = (command: Document, field: string): Document => {
  const list = command[field];
  if (!Array.isArray(list) || !isDocument(list[0])) throw new CommandFailure('FailedToParse', `explain needs one statement in '${field}'`);
  return list[0];
};

const search = (source: Document, filter: unknown): Search => ({
  filter: documentOr(filter),
  sort: source['sort'] as Document | undefined,
  hint: source['hint'],
});

/** What the explained command looks for. */
const explained = (call: CommandCall, command: Document): Explained => {
  const [name = '', collection] = Object.entries(command)[0] ?? [];
  const base = { collection: String(collection), skip: 0, limit: 0, projection: undefined };
  switch (name) {
    case 'find':
      return {
        ...base,
        search: search(command, command['filter']),
        skip: Number(command['skip'] ?? 0),
        limit: Number(command['limit'] ?? 0),
        projection: command['projection'] as Document | undefined,
      };
    case 'count':
    case 'distinct':
      return { ...base, search: search(command, command['query']) };
    case 'findAndModify':
    case 'findandmodify':
      return { ...base, limit: 1, search: search(command, command['query']) };
    case 'update':
      return { ...base, search: search(firstOf(command, 'updates'), firstOf(command, 'updates')['q']) };
    case 'delete':
      return { ...base, search: search(firstOf(command, 'deletes'), firstOf(command, 'deletes')['q']) };
    case 'aggregate': {
      const stages = new CollectionAccess(call).resolve(
        { database: call.database, collection: base.collection },
        (command['pipeline'] ?? []) as Document[],
      );
      const { filter, sort } = splitHead(stages.stages);
      return { ...base, collection: stages.collection?.name ?? base.collection, search: { filter, sort, hint: command['hint'] } };
    }
    default:
      throw new CommandFailure('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
};

const countFound = (records: Iterable<unknown>, enough: number): number => {
  let found = 0;
  for (const record of records) {
    if (record !== undefined) found += 1;
    if (found >= enough) break;
  }
  return found;
};

const serverInfo = (call: CommandCall): Document => ({
  host: os.hostname(),
  port: new Int32(Number(call.server.identity.address.split(':').at(-1)) || 0),
  version: serverVersion,
  gitVersion: 'health-graph-embedded',
});

/** An aggregate's stages behind its first ones are listed after the cursor stage, as MongoDB does. */
const inStages = (command: Document, planner: Document, statistics: Document): Document => {
  const { rest } = splitHead((command['pipeline'] ?? []) as Document[]);
  if (command['aggregate'] === undefined || rest.length === 0) return { queryPlanner: planner, ...statistics };
  return { stages: [{ $cursor: { queryPlanner: planner, ...statistics } }, ...rest] };
};

const describe = (call: CommandCall, command: Document, verbosity: unknown): Document => {
  const { collection: name, search: request, skip, limit, projection } = explained(call, command);
  const collection = call.server.store.catalog.find(call.database, name);
  const reading = openReading(call);
  try {
    let prepared: PreparedSearch | undefined;
    let tree = nothingPlan;
    const started = performance.now();
    if (collection !== undefined) {
      prepared = prepareSearch(collection, reading.view, {
        ...request,
        collation: collationOf(command, collection),
        limit: limit || undefined,
      });
      tree = explainPlan(prepared, { ...request, skip, limit, projection });
    }
    const planner = queryPlanner(collection, `${call.database}.${name}`, request.filter, tree);
    if (verbosity === 'queryPlanner') return inStages(command, planner, {});
    const enough = limit === 0 || prepared?.isSorted === false ? Number.POSITIVE_INFINITY : limit + skip;
    const found = collection && prepared ? countFound(findRecords(reading.view, collection, prepared), enough) : 0;
    const returned = Math.max(0, limit === 0 ? found - skip : Math.min(found - skip, limit));
    const figures = { returned, milliseconds: performance.now() - started, prepared, tree };
    return inStages(command, planner, { executionStats: executionStats(figures) });
  } finally {
    reading.close();
  }
};

const verbosities = ['queryPlanner', 'executionStats', 'allPlansExecution'];

export const explainCommand = (call: CommandCall, command: Document, verbosity: unknown): CommandResult => {
  if (!verbosities.includes(String(verbosity))) {
    throw new CommandFailure('BadValue', `Enumeration value '${String(verbosity)}' for field 'explain.verbosity' is not a valid value.`);
  }
  return { explainVersion: '1', ...describe(call, command, verbosity), command, serverInfo: serverInfo(call) };
};

export const explain = (call: CommandCall): CommandResult => {
  const command = call.body['explain'];
  if (!isDocument(command)) throw new CommandFailure('FailedToParse', 'explain requires a document that is the command to explain');
  return explainCommand(call, command, call.body['verbosity'] ?? 'allPlansExecution');
};
