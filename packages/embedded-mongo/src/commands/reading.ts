import type { Timestamp } from 'bson';
import { type Document, isDocument } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { type Collation, parseCollation } from '../query/collation.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { optionalDocument } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** A state to read from, and what to call when done with it. */
export interface Reading {
  readonly view: View;
  close(): void;
}

/**
 * Within a transaction its own state, in a snapshot session the state it began with, otherwise a snapshot of the newest
 * commit.
 */
export const openReading = (call: CommandCall): Reading => {
  if (call.transaction !== undefined) return { view: call.transaction.view, close: () => undefined };
  const concern = call.body['readConcern'];
  if (isDocument(concern) && concern['level'] === 'snapshot' && call.session !== undefined) {
    return { view: call.server.sessions.snapshotOf(call.session, concern['atClusterTime']).view, close: () => undefined };
  }
  const snapshot = call.server.store.snapshot();
  return { view: snapshot, close: () => snapshot.close() };
};

/** The time that a snapshot session reads at, for the cursor's reply. */
export const snapshotFields = (call: CommandCall): Document => {
  const concern = call.body['readConcern'];
  if (!isDocument(concern) || concern['level'] !== 'snapshot' || call.session === undefined || call.transaction !== undefined) return {};
  return { atClusterTime: call.server.sessions.snapshotOf(call.session, concern['atClusterTime']).time };
};

const readConcernLevels = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot']);

/** On one node every level reads the same: what has been committed, which is also on the disk. */
export const checkReadConcern = (call: CommandCall): void => {
  const concern = optionalDocument(call.body, 'readConcern', call.name);
  const level = concern?.['level'];
  if (level !== undefined && !readConcernLevels.has(String(level))) {
    throw new CommandFailure(
      'BadValue',
      `Enumeration value '${String(level)}' for field '${call.name}.readConcern.level' is not a valid value.`,
    );
  }
  const afterTime = concern?.['afterClusterTime'] as Timestamp | undefined;
  if (afterTime?.greaterThan(call.server.store.clock.last)) {
    throw new CommandFailure('InvalidOptions', 'readConcern afterClusterTime must not be greater than the current clusterTime');
  }
};

/** The command's own collation, or the one the collection was created with. */
export const collationOf = (body: Document, collection: Collection | undefined): Collation | undefined =>
  parseCollation(body['collation'] ?? collection?.options['collation']);
