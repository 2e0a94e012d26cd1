import { unreachable } from '@health-graph/errors';

/**
 * What must hold between the actor and the record for a rule to apply. All but `always` need a patient; `sameFacility` and `unitLead` need the
 * record's facility or unit.
 */
export const conditions = [
  'always',
  'self',
  'guardian',
  'careTeam',
  'assigned',
  'unitLead',
  'sameFacility',
  'consent',
  'breakGlass',
] as const;

export type Condition = (typeof conditions)[number];

/** What identity knows about an actor and one patient, asked once per fetch. Absent facts are false. */
export interface RelationshipFacts {
  /** The actor is the patient. */
  readonly self?: boolean;
  /** The actor acts for the patient by law. */
  readonly guardian?: boolean;
  /** Classes that the patient, though a minor, is protected in from the guardian. */
  readonly minorProtected?: ReadonlySet<string>;
  /** The actor takes part in the patient's care now; counts for what the actor's own facility made, or nobody in particular. */
  readonly careTeam?: boolean;
  /** The patient, or the patient's claim or case, was given to the actor by name. */
  readonly assigned?: boolean;
  /** The patient consented to the actor's facility seeing these classes. */
  readonly consent?: ReadonlySet<string>;
  /** The actor broke the glass for this patient, and it has not expired. */
  readonly breakGlass?: boolean;
}

/** Where a record was made; absent for what belongs to the patient as a whole. */
export interface RecordPlace {
  readonly facilityId?: string;
  readonly departmentId?: string;
}

/** Who asks, where from. */
export interface ActorPlace {
  readonly facilityId?: string;
  /** The departments the actor leads. */
  readonly leads?: ReadonlySet<string>;
}

/** Whether `condition` holds. Asking about a type is not asking about a record: without facts only `always` says yes. */
export function holds(condition: Condition, dataClass: string, actor: ActorPlace, record: RecordPlace, facts: RelationshipFacts): boolean {
  switch (condition) {
    case 'always':
      return true;
    case 'self':
      return facts.self === true;
    case 'guardian':
      return facts.guardian === true && facts.minorProtected?.has(dataClass) !== true;
    case 'careTeam':
      return facts.careTeam === true && isNotElsewhere(actor, record);
    case 'assigned':
      return facts.assigned === true;
    case 'unitLead':
      return record.departmentId !== undefined && actor.leads?.has(record.departmentId) === true;
    case 'sameFacility':
      return record.facilityId !== undefined && record.facilityId === actor.facilityId;
    case 'consent':
      return facts.consent?.has(dataClass) === true;
    case 'breakGlass':
      return facts.breakGlass === true;
    default:
      return unreachable(condition);
  }
}

/** Law 15/2023 art. 69(3): the treating team is that of the facility; what another one made needs consent, or an emergency. */
function isNotElsewhere(actor: ActorPlace, record: RecordPlace): boolean {
  return record.facilityId === undefined || record.facilityId === actor.facilityId;
}
