import { Int32 } from 'bson';
import { CommandFailure } from '../errors/command-failure.ts';
import { collectionName, integer, nonNegative, optionalDocument, optionalNumber } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { countMatching } from './counting.ts';
import { deadlineOf } from './deadline.ts';
import { checkReadConcern, collationOf, openReading } from './reading.ts';
import { viewDocuments } from './views.ts';

const cut = (total: number, skip: number, limit: number): Int32 | ReturnType<typeof integer> => {
  const left = Math.max(0, total - skip);
  return integer(limit === 0 ? left : Math.min(left, limit));
};

export const count = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  checkReadConcern(call);
  const filter = optionalDocument(call.body, 'query', 'count') ?? {};
  const skip = nonNegative(call.body, 'skip', 'count') ?? 0;
  const limit = Math.abs(optionalNumber(call.body, 'limit', 'count') ?? 0);
  const collection = call.server.store.catalog.find(call.database, name);
  if (call.transaction !== undefined) {
    throw new CommandFailure('OperationNotSupportedInTransaction', "Cannot run 'count' in a multi-document transaction.");
  }
  if (collection === undefined) return { n: new Int32(0) };
  if (collection.options['viewOn'] !== undefined) {
    return { n: cut((await viewDocuments(call, name, [{ $match: filter }])).length, skip, limit) };
  }
  const reading = openReading(call);
  try {
    const search = { filter, hint: call.body['hint'], collation: collationOf(call.body, collection) };
    const enough = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
    const counted = await countMatching(reading.view, collection, search, { enough, isSnapshot: true, checkTime: deadlineOf(call) });
    return { n: cut(counted, skip, limit) };
  } finally {
    reading.close();
  }
};
