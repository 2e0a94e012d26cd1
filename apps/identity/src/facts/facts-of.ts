import type { ActorFacts, Caller, DataClass, RelationshipFacts } from '@health-graph/permissions';
import { overlaps, periodBounds, provinceDay, timeBounds } from '@health-graph/records';
import { breakGlassHolds } from '../model/break-glass.ts';
import { consentHolds } from '../model/consent.ts';
import { guardianshipHolds } from '../model/guardianship.ts';
import { ownerOf } from '../model/own-account.ts';
import { rolesOn } from '../model/roles-on.ts';
import { roleNameOf } from './role-names.ts';
import type { Standing } from './standing.ts';

/**
 * What a guardian of a minor does not see. Reproductive data only: abuse, mental health and genetic data have no rule for guardians at all, and
 * HIV Law article 30 names the guardian of a minor. Always, until the record can say which minor needs it: a family that is shown too little can
 * ask the doctor, a minor who was shown to her parents cannot take it back.
 */
const protectedFromGuardians: ReadonlySet<DataClass> = new Set(['reproductive']);

const nobody: ActorFacts = { mayAct: false, leads: new Set(), ofPatient: new Map() };

/**
 * How a caller stands to patients at a moment. An account that is locked, closed or gone, or that does not hold the role any more at the facility
 * that the token names, has no facts; nor has one in whose name a system acts that may not be used any more.
 */
export function factsOf(caller: Caller, standing: Standing | undefined, patientIds: readonly string[], moment: Date): ActorFacts {
  if (standing === undefined || standing.account.status !== 'ACTIVE') return nobody;
  if (caller.act !== undefined && !standing.isActorInUse) return nobody;
  const roles = rolesOn(provinceDay(moment), standing.roles);
  const isHeld = roles.some(({ role, facilityId }) => roleNameOf(role) === caller.role && facilityId === caller.facilityId);
  if (!isHeld) return nobody;
  const leads = roles.flatMap(({ role, departmentId }) => (role === 'HEAD_OF_UNIT' && departmentId !== undefined ? [departmentId] : []));
  const ofPatient = patientIds.flatMap((id) => {
    const facts = relationshipTo(id, caller, standing, moment);
    return facts === undefined ? [] : [[id, facts] as const];
  });
  return { mayAct: true, leads: new Set(leads), ofPatient: new Map(ofPatient) };
}

/** undefined: a stranger. */
function relationshipTo(patientId: string, caller: Caller, standing: Standing, moment: Date): RelationshipFacts | undefined {
  const facts: RelationshipFacts = {
    ...tiesByNature(patientId, standing, moment),
    ...tiesByCare(patientId, standing, moment),
    ...tiesByDecision(patientId, caller, standing, moment),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}

/** The person, and who stands in the person's place. */
function tiesByNature(patientId: string, { account, guardianships }: Standing, moment: Date): RelationshipFacts {
  const today = timeBounds(provinceDay(moment));
  const own = ownerOf(account);
  const wards = guardianships.filter((tie) => isSame(tie.guardianId, own) && tie.wardId === patientId && guardianshipHolds(tie, today));
  return {
    ...(own === patientId && { self: true }),
    ...(wards.length > 0 && { guardian: true }),
    // A guardian of somebody without capacity stands in the person's place.
    ...(wards.length > 0 && wards.every(({ basis }) => basis !== 'INCAPACITY') && { minorProtected: protectedFromGuardians }),
  };
}

function tiesByCare(patientId: string, { account, memberships }: Standing, moment: Date): RelationshipFacts {
  const today = timeBounds(provinceDay(moment));
  const inCare = memberships.filter(
    (member) =>
      isSame(member.practitionerId, account.practitionerId) &&
      member.patientId === patientId &&
      overlaps(periodBounds(member.period), today),
  );
  return {
    ...(inCare.some(({ basis }) => basis !== 'ASSIGNMENT') && { careTeam: true }),
    ...(inCare.some(({ basis }) => basis === 'ASSIGNMENT') && { assigned: true }),
  };
}

/** What the patient allowed the facility, for this purpose and no other; and what the actor opened at this facility in an emergency. */
function tiesByDecision(patientId: string, caller: Caller, { account, consents, emergencies }: Standing, moment: Date): RelationshipFacts {
  const now = moment.toISOString();
  const given = consents.filter(
    (consent) =>
      consent.patientId === patientId &&
      isSame(consent.granteeId, caller.facilityId) &&
      consent.purposes.some((purpose) => purpose === caller.purpose) &&
      consentHolds(consent, now),
  );
  const isOpened = emergencies.some(
    (access) =>
      access.patientId === patientId &&
      access.actorId === account.id &&
      isSame(access.facilityId, caller.facilityId) &&
      breakGlassHolds(access, now),
  );
  return {
    ...(given.length > 0 && { consent: new Set(given.flatMap(({ dataClasses }) => dataClasses.map(dataClassOf))) }),
    ...(isOpened && { breakGlass: true }),
  };
}

/** `CLINICAL` in the graph is `clinical` in the policy table. */
const dataClassOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** Two that are both absent are not the same one. */
const isSame = (one: string | undefined, other: string | undefined): boolean => one !== undefined && one === other;
