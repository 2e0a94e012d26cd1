import type { ActorFacts, Caller, DataClass, RelationshipFacts } from '@health-graph/permissions';
import type { Account, CareTeamMember, Guardianship, RoleAssignment } from '@health-graph/records';
import { overlaps, periodBounds, timeBounds } from '@health-graph/records';
import { ownerOf } from '../model/own-account.ts';
import { rolesOn } from '../model/roles-on.ts';
import { roleNameOf } from './role-names.ts';

/** What the store knows of an account and those patients. */
export interface Standing {
  readonly account: Account;
  readonly roles: readonly RoleAssignment[];
  readonly memberships: readonly CareTeamMember[];
  readonly guardianships: readonly Guardianship[];
}

/**
 * What a guardian of a minor does not see. Reproductive data only: abuse, mental health and genetic data have no rule for guardians at all, and
 * HIV Law article 30 names the guardian of a minor. Always, until the record can say which minor needs it: a family that is shown too little can
 * ask the doctor, a minor who was shown to her parents cannot take it back.
 */
const protectedFromGuardians: ReadonlySet<DataClass> = new Set(['reproductive']);

const nobody: ActorFacts = { mayAct: false, leads: new Set(), ofPatient: new Map() };

/**
 * How a caller stands to patients on `day`. An account that is locked, closed or gone, or that does not hold the role any more at the facility
 * that the token names, has no facts.
 */
export function factsOf(caller: Caller, standing: Standing | undefined, patientIds: readonly string[], day: string): ActorFacts {
  if (standing === undefined || standing.account.status !== 'ACTIVE') return nobody;
  const roles = rolesOn(day, standing.roles);
  const isHeld = roles.some(({ role, facilityId }) => roleNameOf(role) === caller.role && facilityId === caller.facilityId);
  if (!isHeld) return nobody;
  const leads = roles.flatMap(({ role, departmentId }) => (role === 'HEAD_OF_UNIT' && departmentId !== undefined ? [departmentId] : []));
  const ofPatient = patientIds.flatMap((id) => {
    const facts = relationshipTo(id, standing, day);
    return facts === undefined ? [] : [[id, facts] as const];
  });
  return { mayAct: true, leads: new Set(leads), ofPatient: new Map(ofPatient) };
}

/** undefined: a stranger. */
function relationshipTo(patientId: string, { account, memberships, guardianships }: Standing, day: string): RelationshipFacts | undefined {
  const today = timeBounds(day);
  const own = ownerOf(account);
  const inCare = memberships.filter(
    (member) =>
      isSame(member.practitionerId, account.practitionerId) &&
      member.patientId === patientId &&
      overlaps(periodBounds(member.period), today),
  );
  const wards = guardianships.filter(
    (tie) => isSame(tie.guardianId, own) && tie.wardId === patientId && overlaps(periodBounds(tie.period), today),
  );
  const facts: RelationshipFacts = {
    ...(own === patientId && { self: true }),
    ...(inCare.some(({ basis }) => basis !== 'ASSIGNMENT') && { careTeam: true }),
    ...(inCare.some(({ basis }) => basis === 'ASSIGNMENT') && { assigned: true }),
    ...(wards.length > 0 && { guardian: true }),
    // A guardian of somebody without capacity stands in the person's place.
    ...(wards.length > 0 && wards.every(({ basis }) => basis !== 'INCAPACITY') && { minorProtected: protectedFromGuardians }),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}

/** Two that are both absent are not the same one. */
const isSame = (one: string | undefined, other: string | undefined): boolean => one !== undefined && one === other;
