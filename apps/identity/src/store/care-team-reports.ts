import type { CareTeamReport } from '@health-graph/records';
import type { BesideCollection } from '@health-graph/store';
import type { ClientSession } from 'mongoose';
import type { IdentityStore } from './identity-store.ts';

/** The newest that encounters told of one encounter. */
export interface StoredReport extends Omit<CareTeamReport, 'encounterId'> {
  readonly _id: string;
}

export const careTeamReports: BesideCollection = { name: 'care_team_reports', indexes: [{ patientId: 1 }] };

const reports = ({ connection }: IdentityStore) => connection.mongoose.collection<StoredReport>(careTeamReports.name);

/** The reports of these encounters, and all of the patients whom they are about: what their members follow from. Two commands. */
export async function reportsAround(
  store: IdentityStore,
  told: readonly CareTeamReport[],
  session: ClientSession,
): Promise<readonly CareTeamReport[]> {
  const known = await reports(store)
    .find({ _id: { $in: told.map(({ encounterId }) => encounterId) } }, { session })
    .toArray();
  const patientIds = [...new Set([...told, ...known].map(({ patientId }) => patientId))];
  const all = await reports(store)
    .find({ patientId: { $in: patientIds } }, { session })
    .toArray();
  return all.map(({ _id, ...report }) => ({ encounterId: _id, ...report }));
}

/** Keeps these reports in the place of what was known of their encounters. */
export async function keepReports(store: IdentityStore, told: readonly CareTeamReport[], session: ClientSession): Promise<void> {
  const operations = told.map(({ encounterId, ...report }) => ({
    replaceOne: { filter: { _id: encounterId }, replacement: report, upsert: true },
  }));
  await reports(store).bulkWrite(operations, { session });
}

/** The members with these ids as they are stored, with their labels; one command. */
export async function storedMembers({ collections }: IdentityStore, ids: readonly string[], session: ClientSession) {
  const { model, toRecord } = collections.CareTeamMember;
  const documents = await model
    .find({ _id: { $in: [...ids] } })
    .session(session)
    .lean()
    .exec();
  return new Map(
    documents.map((document) => {
      const { id, recordedAt: _recordedAt, ...member } = toRecord(document);
      return [id, { member, labels: document.sentLabels ?? [] }];
    }),
  );
}
