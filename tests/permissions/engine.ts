import {
  type Actor,
  type DataClass,
  dataClasses,
  decideField,
  isDataClass,
  type PolicyTable,
  type Purpose,
  parsePolicyTable,
  purposes,
  type RelationshipFacts,
  type Role,
  roles,
  type Subject,
} from '@health-graph/permissions';
import type { Answer, Question } from './oracle/decide.ts';
import { policiesText } from './oracle/table.ts';

export const readEngineTable = (): PolicyTable => parsePolicyTable(policiesText());

/** The engine's answer to a question, in the words of the oracle. */
export function engineAnswer(table: PolicyTable, question: Question): Answer {
  const decision = decideField(table, actorOf(question), question.classes.map(dataClassOf), subjectOf(question), factsOf(question));
  if (decision.outcome === 'deny') return 'refuse';
  return decision.outcome === 'mask' ? `mask ${[...decision.masks].sort().join(' ')}` : 'permit';
}

/** `sameFacility` and `unitLead` follow from places: the actor works where the record was made, or leads its department. */
function actorOf({ role, purpose, holds }: Question): Actor {
  return {
    role: roleOf(role),
    purpose: purposeOf(purpose),
    facilityId: holds.includes('sameFacility') ? 'facility-of-the-record' : 'facility-elsewhere',
    leads: new Set([holds.includes('unitLead') ? 'department-of-the-record' : 'department-elsewhere']),
  };
}

/** A care team is that of a facility: `careTeam` alone is asked about what belongs to the patient as a whole, `careTeam elsewhere` about what another one made. */
const subjectOf = ({ labels, holds }: Question): Subject => ({
  ...(holds.includes('careTeam') && !holds.includes('sameFacility') ? {} : { facilityId: 'facility-of-the-record' }),
  departmentId: 'department-of-the-record',
  labels: labels.map(dataClassOf),
});

function factsOf({ holds }: Question): RelationshipFacts {
  return {
    self: holds.includes('self'),
    guardian: holds.includes('guardian'),
    careTeam: holds.includes('careTeam') || holds.includes('careTeam elsewhere'),
    assigned: holds.includes('assigned'),
    breakGlass: holds.includes('breakGlass'),
    consent: new Set(dataClasses.filter((name) => holds.includes('consent') || holds.includes(`consent to ${name}`))),
    minorProtected: new Set(dataClasses.filter((name) => holds.includes(`guardian kept from ${name}`))),
  };
}

function dataClassOf(name: string): DataClass {
  if (!isDataClass(name)) throw new Error(`${name} is no data class.`);
  return name;
}

export function roleOf(name: string): Role {
  const role = roles.find((known) => known === name);
  if (role === undefined) throw new Error(`${name} is no role.`);
  return role;
}

export function purposeOf(name: string): Purpose {
  const purpose = purposes.find((known) => known === name);
  if (purpose === undefined) throw new Error(`${name} is no purpose.`);
  return purpose;
}
