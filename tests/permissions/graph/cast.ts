import { recordId } from '@health-graph/records';
import { roles } from '../words.ts';

export const idOf = (type: string, name: string): string => recordId('permissions', type, name);

/** Where everybody of the staff works, and another hospital. */
export const facilities = { own: idOf('Facility', 'own'), other: idOf('Facility', 'other') } as const;
/** One department that some lead, one that nobody does. */
export const departments = { led: idOf('Department', 'led'), other: idOf('Department', 'other') } as const;

/** Where a record was made: at the asker's facility in a led department, there in another, in the other hospital, or nowhere in particular. */
export interface Place {
  readonly facilityId?: string;
  readonly departmentId?: string;
}
export const places: Readonly<Record<string, Place>> = {
  led: { facilityId: facilities.own, departmentId: departments.led },
  elsewhere: { facilityId: facilities.other, departmentId: departments.other },
  nowhere: {},
};

/**
 * A patient for each relationship, and what then holds between any asker and the patient wherever a record was made. `sameFacility` and `unitLead`
 * follow from places.
 */
export const relationships: Readonly<Record<string, readonly string[]>> = {
  stranger: [],
  sameFacility: [],
  self: ['self'],
  guardian: ['guardian', 'guardian kept from reproductive'],
  guardianOfAdult: ['guardian'],
  careTeam: ['careTeam'],
  assigned: ['assigned'],
  consent: ['consent to admin', 'consent to identity', 'consent to clinical'],
  breakGlass: ['breakGlass'],
};

export const patientOf = (relationship: string): string => idOf('Patient', relationship);

/** One of the staff, or a citizen: an account in one role. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly accountId: string;
  readonly practitionerId: string;
  /** None of citizens. */
  readonly facilityId?: string;
  /** Departments. */
  readonly leads: readonly string[];
}

const member = (role: string, leads: readonly string[]): Member => {
  const name = leads.length === 0 ? role : `${role} who leads`;
  return {
    name,
    role,
    accountId: idOf('Account', name),
    practitionerId: idOf('Practitioner', name),
    ...(role === 'citizen' ? {} : { facilityId: facilities.own }),
    leads,
  };
};

/** One account for each role, and one more that leads a department. */
export const members: readonly Member[] = roles.flatMap((role) => [member(role, []), member(role, [departments.led])]);

/** Whoever treated everybody, and asks for nothing. */
export const treating = { practitionerId: idOf('Practitioner', 'treating'), accountId: idOf('Account', 'treating') } as const;

/** A consent names purposes; where they are others, it does not hold. */
export const factsFor = (relationship: string, purpose: string): readonly string[] =>
  relationship === 'consent' && !['TREAT', 'ETREAT'].includes(purpose) ? [] : (relationships[relationship] ?? []);
