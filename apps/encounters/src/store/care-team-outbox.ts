import type { CareTeamReport, Encounter } from '@health-graph/records';
import type { OnWritten, StoreConnection } from '@health-graph/store';
import { participationsOf } from '../model/participations.ts';
import type { Outbox } from '../outbox/outbox-relay.ts';
import { outboxCollection, storedOutbox, type Waiting } from './stored-outbox.ts';

/** A report that waits to be told. */
export interface WaitingReport extends Waiting {
  /** `<encounter>/<version>/<labels>`, the version written so that it sorts: a record may be raised without a new version. */
  readonly _id: string;
  readonly report: CareTeamReport;
}

export const careTeamOutbox = outboxCollection('care_team_outbox');

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

export const outboxOf = (store: StoreConnection): CareTeamOutbox => storedOutbox(store, careTeamOutbox);
