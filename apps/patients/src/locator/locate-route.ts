import { type DataClass, isDataClass, isLabel, type RequestPermissions } from '@health-graph/permissions';
import type { PresenceMark } from '@health-graph/records';
import { type GatewayRoute, holdersToJson, type RecordHolder, readLocateQuestion } from '@health-graph/subgraph-kit';
import type { PatientsStore } from '../store/patients-store.ts';
import { presenceOf } from '../store/presence.ts';

/**
 * `POST /internal/locate`: who holds records of patients, and of whom the caller may know: where they could see at least one row. All are named to the gateway,
 * which asks, and tells only of these.
 */
export const locateRoute =
  ({ connection }: PatientsStore): GatewayRoute =>
  async (body, permissions) => {
    const { subgraph, patientIds } = readLocateQuestion(body);
    const [found] = await Promise.all([presenceOf(connection, subgraph, patientIds), permissions.learn(patientIds)]);
    const holders = new Map<string, RecordHolder[]>();
    for (const { patientId, endpoint, marks } of found) {
      const isKnown = marks.some((mark) => mayBeSeen(patientId, mark, permissions));
      const known = holders.get(patientId);
      if (known === undefined) holders.set(patientId, [{ endpoint, isKnown }]);
      else known.push({ endpoint, isKnown });
    }
    return holdersToJson(holders);
  };

/** A class or label that this version does not know is nobody's to see. */
function mayBeSeen(patientId: string, mark: PresenceMark, permissions: RequestPermissions): boolean {
  const { rowClass, labels, facilityId, departmentId } = mark;
  if (!isDataClass(rowClass) || !labels.every(isLabel)) return false;
  const row = {
    patientId,
    labels,
    ...(facilityId === undefined ? {} : { facilityId }),
    ...(departmentId === undefined ? {} : { departmentId }),
  };
  return permissions.standingTo(row).decideRow(rowClass as DataClass).outcome !== 'deny';
}
