import { type Encounter, endOfTime, type Participation, type Period, periodBounds, timeBounds } from '@health-graph/records';

/** A contact that never was, or has not been yet, makes nobody a member of a care team. */
const didNotHappen: ReadonlySet<Encounter['status']> = new Set(['PLANNED', 'CANCELLED', 'ENTERED_IN_ERROR']);
const goesOn: ReadonlySet<Encounter['status']> = new Set(['ARRIVED', 'TRIAGED', 'IN_PROGRESS', 'ONLEAVE']);

/**
 * Who takes part in an encounter, and when. Somebody of whom no time is known takes part at the time of the encounter. What goes on has no end;
 * what is over and has none ended when it began: care that nobody ended would open a record for good.
 */
export function participationsOf({ participants = [], period, status, facilityId, departmentId }: Omit<Encounter, 'id'>): Participation[] {
  if (didNotHappen.has(status)) return [];
  return participants.flatMap(({ practitionerId, role, period: own }) => {
    const took = timeOf(own, period, goesOn.has(status));
    if (practitionerId === undefined || took === undefined) return [];
    return [
      {
        practitionerId,
        ...(facilityId === undefined ? {} : { facilityId }),
        ...(departmentId === undefined ? {} : { departmentId }),
        ...(role === undefined ? {} : { role }),
        period: took,
      },
    ];
  });
}

/** Undefined where no beginning is known: such a membership would have no bounds at all. */
function timeOf(own: Period | undefined, whole: Period | undefined, isOpen: boolean): Period | undefined {
  const start = own?.start ?? whole?.start;
  if (start === undefined) return undefined;
  const end = own?.end ?? whole?.end;
  if (end === undefined) return isOpen ? { start } : { start, end: start };
  return endsBefore(end, start) ? { start, end: start } : { start, end };
}

/** An end before the beginning is a mistake of the source. */
const endsBefore = (end: string, start: string): boolean => {
  const { until } = periodBounds({ end });
  return until < endOfTime && until <= timeBounds(start).from;
};
