import type { Condition, RelationshipFacts } from '../condition.ts';
import { dataClasses } from '../data-class.ts';
import type { Actor, Subject } from '../decide.ts';
import type { Label } from '../label.ts';

/** A made-up case: somebody asks about a record, and exactly these conditions hold between them. */
export interface Probe {
  readonly actor: Actor;
  readonly subject: Subject;
  readonly facts: RelationshipFacts;
}

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
 * The case in which `holding` holds and nothing else. A care team counts for what its own facility made and for what is the patient's as a whole:
 * `careTeam` without `sameFacility` is asked about the latter.
 */
export function probe({ role, purpose }: Pick<Actor, 'role' | 'purpose'>, holding: readonly Condition[], labels: readonly Label[]): Probe {
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
