import type { PresenceMark, PresenceReport } from '@health-graph/records';
import { type BesideCollection, type StoreConnection, translated } from '@health-graph/store';

/** What one hospital holds of one patient, as it told last. */
export interface StoredPresence {
  /** `<subgraph>/<endpoint>/<patient>` */
  readonly _id: string;
  readonly patientId: string;
  readonly subgraph: string;
  readonly endpoint: string;
  /** As of when, by the hospital's own clock. */
  readonly at: number;
  readonly marks: readonly PresenceMark[];
}

export const presenceCollection: BesideCollection = { name: 'record_presence', indexes: [{ patientId: 1, subgraph: 1 }] };

const rows = ({ mongoose }: StoreConnection) => mongoose.collection<StoredPresence>(presenceCollection.name);

/** Keeps what is newer than what is known. A patient without marks stays, so that an older report cannot bring them back. */
export async function keepPresence(store: StoreConnection, { subgraph, endpoint, at, patients }: PresenceReport): Promise<void> {
  const reported = patients.map(({ patientId, marks }): StoredPresence => {
    return { _id: `${subgraph}/${endpoint}/${patientId}`, patientId, subgraph, endpoint, at, marks };
  });
  await translated(async () => {
    const ids = reported.map(({ _id }) => _id);
    const known = await rows(store)
      .find({ _id: { $in: ids } }, { projection: { at: 1 }, batchSize: ids.length + 1 })
      .toArray();
    const newest = new Map(known.map((row) => [row._id, row.at]));
    const newer = reported.filter((row) => row.at > (newest.get(row._id) ?? Number.NEGATIVE_INFINITY));
    if (newer.length === 0) return;
    await rows(store).bulkWrite(
      newer.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
      { ordered: false },
    );
  });
}

/** Who holds something of these patients in this subgraph; one command. */
export const presenceOf = (store: StoreConnection, subgraph: string, patientIds: readonly string[]): Promise<readonly StoredPresence[]> =>
  translated(() =>
    rows(store)
      .find({ patientId: { $in: [...patientIds] }, subgraph, 'marks.0': { $exists: true } }, { sort: { _id: 1 }, batchSize: 10_000 })
      .toArray(),
  );
