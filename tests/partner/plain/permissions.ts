import type { Fault } from './faults.ts';
import type { Claims } from './trust.ts';

export interface Session {
  readonly id: string;
  readonly patientId: string;
  readonly facilityId: string;
  readonly status: string;
  readonly focus: string;
  readonly costVnd: number;
}

/** How identity says that a caller stands to one patient. */
export interface Facts {
  readonly mayAct: boolean;
  readonly ofPatient: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Permitted {
  readonly rule: string;
  readonly condition: string;
}

type Rule = readonly [name: string, roles: string, purposes: string, when: string];

/** The lines of the policy table for the classes that this subgraph serves. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  public: [['public.1', '*', '*', 'always']],
  population: [['population.1', 'health-department-analyst surveillance-officer', 'PUBHLTH', 'always']],
  admin: [
    ['admin.1', 'physician nurse head-of-unit pharmacist lab-technician', 'TREAT ETREAT', 'careTeam assigned sameFacility'],
    ['admin.3', 'registrar', 'TREAT HPAYMT HOPERAT', 'sameFacility'],
    ['admin.4', 'billing-clerk', 'HPAYMT', 'sameFacility assigned'],
    ['admin.5', 'social-worker', 'TREAT', 'assigned'],
    ['admin.6', 'payer', 'HPAYMT', 'assigned'],
    ['admin.7', 'citizen', 'PATRQT', 'self guardian'],
  ],
  clinical: [
    ['clinical.1', 'physician nurse head-of-unit pharmacist', 'TREAT ETREAT', 'careTeam assigned'],
    ['clinical.4', 'lab-technician', 'TREAT', 'assigned'],
    ['clinical.5', 'payer', 'HPAYMT', 'assigned'],
    ['clinical.6', 'citizen', 'PATRQT', 'self guardian'],
  ],
  billing: [
    ['billing.1', 'billing-clerk', 'HPAYMT', 'sameFacility assigned'],
    ['billing.2', 'physician nurse head-of-unit pharmacist', 'HPAYMT', 'careTeam assigned'],
    ['billing.3', 'payer', 'HPAYMT', 'assigned'],
    ['billing.4', 'citizen', 'PATRQT', 'self guardian'],
  ],
};

/** Decides for one caller; deny by default. */
export function createPermissions(claims: Claims, facts: Facts | undefined, fault?: Fault) {
  const holds = (condition: string, patientId: string, facilityId: string | undefined): boolean => {
    const isHere = facilityId === undefined || facilityId === claims.facility;
    if (facts === undefined) return fault === 'takes silence for consent';
    if (fault === 'asks nobody who treats whom') return true;
    if (condition === 'sameFacility') return facilityId !== undefined && isHere;
    return facts.ofPatient[patientId]?.[condition] === true && (condition !== 'careTeam' || isHere);
  };
  const permitting = (dataClass: string, patientId: string, facilityId?: string): Permitted | undefined => {
    if (claims.sub === undefined) return fault === 'shows to whom nobody knows' ? { rule: 'admin.1', condition: 'careTeam' } : undefined;
    if (fault === 'shows to nobody') return undefined;
    if (facts?.mayAct === false && fault !== 'lets those act who may not any more') return undefined;
    for (const [rule, roles, purposes, when] of rules[dataClass] ?? []) {
      if (!includes(roles, claims.role) || !includes(purposes, claims.purpose)) continue;
      const condition = when.split(' ').find((name) => name === 'always' || holds(name, patientId, facilityId));
      if (condition !== undefined) return { rule, condition };
    }
    return fault === 'shows the cost to everybody who sees the row' && dataClass === 'billing'
      ? { rule: 'billing.1', condition: 'assigned' }
      : undefined;
  };
  /** Before any record is known: whether a rule speaks of this role and purpose at all. */
  const canEver = (dataClass: string): boolean =>
    (rules[dataClass] ?? []).some(([, roles, purposes]) => includes(roles, claims.role) && includes(purposes, claims.purpose));
  return { permitting, canEver, isSignedIn: claims.sub !== undefined };
}

export type Permissions = ReturnType<typeof createPermissions>;

const includes = (words: string, word: string | undefined): boolean =>
  words === '*' || (word !== undefined && words.split(' ').includes(word));
