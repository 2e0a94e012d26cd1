import { VersionConflict } from '@health-graph/errors';
import type { ClientSession, Connection } from 'mongoose';

/** Who changed a record, and why. */
export interface Provenance {
  /** An account, or the system that acted: `system:ingest`. */
  readonly author: string;
  readonly reason: string;
}

/** A version that is no longer the latest. Medical records are never overwritten. */
export interface ReplacedVersion {
  /** `<id>/<version>` */
  readonly _id: string;
  readonly recordId: string;
  readonly version: number;
  readonly replacedAt: Date;
  readonly replacedBy: string;
  readonly reason: string;
  /** The document as it was. */
  readonly record: Versioned;
}

export interface Versioned {
  readonly _id: string;
  readonly version: number;
}

/** Where a collection keeps the versions that are no longer the latest. */
export const versionsOf = (collection: string): string => `${collection}_versions`;

export interface Replacement<Document extends Versioned> {
  readonly before: Document;
  readonly after: Document;
}

export interface CollectionWrites<Document extends Versioned> {
  readonly created: readonly Document[];
  readonly replaced: readonly Replacement<Document>[];
}

/**
 * Writes one collection's share of a batch: new documents, and changed ones whose version before goes to `<collection>_versions`. At most two
 * commands. The documents were checked by their definition, so the driver writes them as they are.
 * @throws {VersionConflict} when a document is no longer the version that was read
 */
export async function writeVersions<Document extends Versioned>(
  connection: Connection,
  collection: string,
  { created, replaced }: CollectionWrites<Document>,
  { session, provenance, at }: { readonly session: ClientSession; readonly provenance: Provenance; readonly at: Date },
): Promise<void> {
  const operations = [
    ...created.map((document) => ({ insertOne: { document } })),
    ...replaced.map(({ before, after }) => ({
      replaceOne: { filter: { _id: before._id, version: before.version }, replacement: after },
    })),
  ];
  if (operations.length === 0) return;
  const { matchedCount } = await connection.collection<Versioned>(collection).bulkWrite(operations, { session });
  if (matchedCount !== replaced.length) throw new VersionConflict('The record changed meanwhile.');
  if (replaced.length === 0) return;
  const versions = replaced.map(({ before }) => replacedVersion(before, provenance, at));
  await connection.collection<ReplacedVersion>(versionsOf(collection)).insertMany(versions, { session });
}

/**
 * Takes a document out of a collection; it stays as an earlier version, with who took it out, and why.
 * @throws {VersionConflict} when it is no longer the version that was read
 */
export async function removeVersion(
  connection: Connection,
  collection: string,
  before: Versioned,
  { session, provenance, at }: { readonly session: ClientSession; readonly provenance: Provenance; readonly at: Date },
): Promise<void> {
  const { deletedCount } = await connection
    .collection<Versioned>(collection)
    .deleteOne({ _id: before._id, version: before.version }, { session });
  if (deletedCount !== 1) throw new VersionConflict('The record changed meanwhile.', { id: before._id });
  await connection.collection<ReplacedVersion>(versionsOf(collection)).insertOne(replacedVersion(before, provenance, at), { session });
}

const replacedVersion = (before: Versioned, { author, reason }: Provenance, at: Date): ReplacedVersion => ({
  _id: `${before._id}/${before.version}`,
  recordId: before._id,
  version: before.version,
  replacedAt: at,
  replacedBy: author,
  reason,
  record: before,
});
