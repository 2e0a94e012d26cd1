import type { Condition } from '../condition.ts';
import { dataClasses } from '../data-class.ts';
import type { Actor } from '../decide.ts';
import type { Label } from '../label.ts';
import type { Case } from './judge.ts';

/** Every condition that can hold or not; `always` always does. */
export const relations = [
  'self',
  'guardian',
  'careTeam',
  'assigned',
  'unitLead',
  'sameFacility',
  'consent',
  'breakGlass',
] as const satisfies readonly Condition[];

/**
 * A made-up case in which `holding` holds and nothing else. A care team counts for what its own facility made and for what is the patient's as a whole:
 * `careTeam` without `sameFacility` is asked about the latter.
 */
export function probe({ role, purpose }: Pick<Actor, 'role' | 'purpose'>, holding: readonly Condition[], labels: readonly Label[]): Case {
  const isHeld = (condition: Condition): boolean => holding.includes(condition);
  const isOfNoFacility = isHeld('careTeam') && !isHeld('sameFacility');
  return {
    actor: { role, purpose, facilityId: 'own facility', leads: new Set(isHeld('unitLead') ? ['department of the record'] : []) },
    subject: {
      ...(isOfNoFacility ? {} : { facilityId: isHeld('sameFacility') ? 'own facility' : 'another facility' }),
      departmentId: 'department of the record',
      labels,
    },
    facts: {
      self: isHeld('self'),
      guardian: isHeld('guardian'),
      careTeam: isHeld('careTeam'),
      assigned: isHeld('assigned'),
      breakGlass: isHeld('breakGlass'),
      ...(isHeld('consent') ? { consent: new Set(dataClasses) } : {}),
    },
  };
}
