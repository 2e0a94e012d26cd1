import {
  type ActorFacts,
  type Caller,
  type DataClass,
  dataClasses,
  decideStatically,
  type PolicyTable,
  type Purpose,
  purposes,
  type Role,
  roles,
} from '@health-graph/permissions';
import { recordId } from '@health-graph/records';

/** Invented people whom the kit signs in, and how its own answer to `/internal/facts` says that they stand to every patient. */
export type Standing = 'treating' | 'stranger' | 'withdrawn' | 'unknown';

export interface Callers {
  /** Treats every patient, by name and with everybody's consent. */
  readonly treating: Caller;
  /** Has nothing to do with any patient, and works elsewhere. */
  readonly stranger: Caller;
  /** May not act any more: the account or the role was taken away after the token was given. */
  readonly withdrawn: Caller;
  /** Nobody can say now how this one stands to patients: the kit's facts are unavailable. */
  readonly unknown: Caller;
  /** Stands as near to each patient as one can and sees as much as possible, but has a role and purpose that never see `dataClass`. */
  without(dataClass: DataClass): Caller | undefined;
}

/** Where nobody's records were made. */
export const inventedFacility: string = recordId('conform', 'Facility', 'facility');

/** All but the stranger work at `facilityId`. */
export function createCallers(table: PolicyTable, facilityId: string): Callers {
  const callerAs = (standing: Standing, role: Role, purpose: Purpose): Caller => ({
    accountId: `conform.${standing}`,
    role,
    purpose,
    scopes: role === 'citizen' ? ['patient/*.rs'] : ['user/*.cruds'],
    facilityId: standing === 'stranger' ? inventedFacility : facilityId,
    assuranceLevel: 2,
  });
  const people = roles.flatMap((role) => (role === 'system' ? [] : purposes.map((purpose) => ({ role, purpose }))));
  const seenBy = (who: (typeof people)[number]) => dataClasses.filter((name) => decideStatically(table, who, name) !== 'never');
  const byMostSeen = people.map((who) => ({ ...who, seen: seenBy(who) })).sort((one, other) => other.seen.length - one.seen.length);
  return {
    treating: callerAs('treating', 'physician', 'TREAT'),
    stranger: callerAs('stranger', 'physician', 'TREAT'),
    withdrawn: callerAs('withdrawn', 'physician', 'TREAT'),
    unknown: callerAs('unknown', 'physician', 'TREAT'),
    without: (dataClass) => {
      const found = byMostSeen.find(({ seen }) => !seen.includes(dataClass));
      return found && callerAs('treating', found.role, found.purpose);
    },
  };
}

/** What identity would say; undefined: it does not answer. */
export function factsAbout(accountId: string, patientIds: readonly string[]): ActorFacts | undefined {
  switch (accountId.split('#')[0]) {
    case 'conform.treating':
    case 'conform.withdrawn':
      return { mayAct: accountId.startsWith('conform.treating'), leads: new Set(), ofPatient: new Map(patientIds.map((id) => [id, near])) };
    case 'conform.stranger':
      return { mayAct: true, leads: new Set(), ofPatient: new Map() };
    default:
      return undefined;
  }
}

const near = { careTeam: true, assigned: true, consent: new Set<string>(dataClasses) };
