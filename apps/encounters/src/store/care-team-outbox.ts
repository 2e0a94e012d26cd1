import type { CareTeamReport, Encounter } from '@health-graph/records';
import { type BesideCollection, type OnWritten, type StoreConnection, translated } from '@health-graph/store';
import { participationsOf } from '../model/participations.ts';
import type { Outbox } from '../outbox/outbox-relay.ts';

/** A report that waits to be told. */
export interface WaitingReport {
  /** `<encounter>/<version>/<labels>`, the version written so that it sorts: a record may be raised without a new version. */
  readonly _id: string;
  readonly at: Date;
  readonly report: CareTeamReport;
  /** When identity refused it: it stays for whoever looks into it, and holds nothing up. */
  readonly refusedAt?: Date;
}

export const careTeamOutbox: BesideCollection = { name: 'care_team_outbox', indexes: [{ refusedAt: 1, at: 1, _id: 1 }] };

const waiting = ({ mongoose }: StoreConnection) => mongoose.collection<WaitingReport>(careTeamOutbox.name);

/**
 * Puts a report into the outbox for each encounter that is written, in its own transaction. A first version that nobody takes part in has nothing
 * to tell; a later one may take somebody out.
 */
export const reportCareTeams: OnWritten = async (records, session, store) => {
  const rows = records.flatMap(({ type, document }): readonly WaitingReport[] => {
    if (type !== 'Encounter') return [];
    const { _id, version, recordedAt, labels, labelKey, patientId = '' } = document;
    const participations = participationsOf(document as unknown as Encounter);
    if (participations.length === 0 && version === 1) return [];
    const report = { encounterId: _id, version, patientId, labels: [...labels], participations };
    return [{ _id: `${_id}/${String(version).padStart(8, '0')}/${labelKey}`, at: recordedAt, report }];
  });
  const operations = rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } }));
  if (operations.length > 0) await waiting(store).bulkWrite(operations, { session });
};

export type CareTeamOutbox = Outbox<WaitingReport>;

export const outboxOf = (store: StoreConnection): CareTeamOutbox => ({
  oldest: (limit) =>
    translated(() =>
      waiting(store)
        .find({ refusedAt: { $exists: false } }, { sort: { at: 1, _id: 1 }, limit, batchSize: limit + 1 })
        .toArray(),
    ),
  told: async (reports) => {
    await translated(() => waiting(store).deleteMany({ _id: { $in: reports.map(({ _id }) => _id) } }));
  },
  refused: async ({ _id }, at) => {
    await translated(() => waiting(store).updateOne({ _id }, { $set: { refusedAt: at } }));
  },
});
