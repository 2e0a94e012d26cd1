import type { PatientLog } from '@health-graph/audit';
import { labels, type RequestPermissions } from '@health-graph/permissions';

export type Hidden = Required<Pick<PatientLog, 'without' | 'unnamed'>>;

/**
 * What a reader of a patient's log may not know of it: that somebody saw classes which the reader may not see. The patient must have been learned.
 * - The person: such a class is not named, and an event that is about nothing else is left out. Where somebody works may be known to the person.
 * - Others, guardians that is: the whole event is left out, because the clinic that looked would tell it.
 * - Security officers, who read every log, see none of the data and all of the events.
 */
export function hiddenFrom(permissions: RequestPermissions, patientId: string): Hidden {
  const standing = permissions.standingTo({ patientId, labels: [] });
  const conditions = standing.decide(['audit']).reasons.map(({ condition }) => condition);
  if (conditions.includes('always')) return { without: [], unnamed: [] };
  const refused = labels.filter((label) => standing.decide([label]).outcome === 'deny');
  return conditions.includes('self') ? { without: [], unnamed: refused } : { without: refused, unnamed: [] };
}
