import {
  type CareTeamMember,
  type CareTeamReport,
  type Membership,
  membershipRecord,
  type Participation,
  type Period,
  periodBounds,
} from '@health-graph/records';

/** What encounters told of one encounter, as identity keeps it. */
export type KnownReport = Pick<CareTeamReport, 'encounterId' | 'patientId' | 'labels' | 'participations'>;

/** What follows from some encounters for one practitioner of a facility. */
export interface Derived {
  readonly member: Omit<CareTeamMember, 'id'>;
  readonly labels: readonly string[];
}

/**
 * The members that follow from encounters, by the id of their record: from the first to the last contact, open while one goes on, raised as the
 * contacts are. The order in which encounters became known does not matter.
 */
export function derivedMembers(reports: readonly KnownReport[]): ReadonlyMap<string, Derived> {
  const parts = reports.flatMap(({ patientId, labels, participations }) =>
    participations.map((participation) => ({ patientId, labels, participation })),
  );
  const byMember = Map.groupBy(parts, ({ patientId, participation }) => membershipOf(patientId, participation).id);
  return new Map([...byMember].map(([id, group]) => [id, derived(group)]));
}

const membershipOf = (patientId: string, { practitionerId, facilityId }: Participation) =>
  membershipRecord({ patientId, practitionerId, facilityId } satisfies Membership);

interface Part {
  readonly patientId: string;
  readonly labels: readonly string[];
  readonly participation: Participation;
}

function derived(parts: readonly Part[]): Derived {
  // The latest contact says in which department; of several roles the first by the alphabet stays.
  const latest = parts.toSorted((one, other) => compare(placeOf(other), placeOf(one)))[0]?.participation;
  const roles = parts.flatMap(({ participation: { role } }) => role ?? []);
  const role = roles.toSorted((one, other) => compare(JSON.stringify(one), JSON.stringify(other)))[0];
  const period = parts.map(({ participation }) => participation.period).reduce(united);
  return {
    member: {
      patientId: parts[0]?.patientId ?? '',
      ...(latest && { practitionerId: latest.practitionerId }),
      ...(latest?.facilityId !== undefined && { facilityId: latest.facilityId }),
      ...(latest?.departmentId !== undefined && { departmentId: latest.departmentId }),
      ...(role && { role }),
      period,
      basis: 'ENCOUNTER',
    },
    labels: [...new Set(parts.flatMap(({ labels }) => labels))].toSorted(),
  };
}

const placeOf = ({ participation: { period, departmentId = '' } }: Part): string =>
  `${periodBounds(period).from.toISOString()} ${departmentId}`;
const compare = (one: string, other: string): number => Number(one > other) - Number(one < other);

/** From the first beginning to the last end; open on a side where one of them is. */
export function united(one: Period, other: Period): Period {
  const [a, b] = [periodBounds(one), periodBounds(other)];
  const start = a.from <= b.from ? one.start : other.start;
  const end = a.until >= b.until ? one.end : other.end;
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

/** A member's record as it is stored. */
export interface StoredMember {
  readonly member: Omit<CareTeamMember, 'id'>;
  readonly labels: readonly string[];
}

/**
 * The record as it is to be, undefined where there is to be none. What encounters gave, encounters take: a participation that was corrected away
 * ends. What came from elsewhere (a seed, another system that knows that care goes on) is only ever widened.
 */
export function nextMember(
  stored: StoredMember | undefined,
  before: Derived | undefined,
  after: Derived | undefined,
): StoredMember | undefined {
  if (stored === undefined) return after;
  const isOurs = before !== undefined && JSON.stringify(stored.member.period) === JSON.stringify(before.member.period);
  if (isOurs && stored.member.basis === 'ENCOUNTER') return after;
  if (after === undefined) return stored;
  const period = stored.member.period === undefined ? undefined : united(stored.member.period, after.member.period ?? {});
  return {
    member: { ...stored.member, ...(period && { period }) },
    labels: [...new Set([...stored.labels, ...after.labels])].toSorted(),
  };
}

/** Whether nothing has to be written. */
export const isSameMember = (one: StoredMember, other: StoredMember): boolean => textOf(one) === textOf(other);

const textOf = ({ member, labels }: StoredMember): string => {
  const { patientId, practitionerId, facilityId, departmentId, role, period, basis } = member;
  return JSON.stringify([patientId, practitionerId, facilityId, departmentId, role, period?.start, period?.end, basis, labels.toSorted()]);
};
