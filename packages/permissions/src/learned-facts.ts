import type { Caller } from './caller.ts';
import type { Condition, RelationshipFacts } from './condition.ts';
import type { DataClass } from './data-class.ts';
import { type Actor, applies } from './decide.ts';
import { factsQuestions } from './facts-questions.ts';
import type { PolicyTable } from './policy-table.ts';
import type { ActorFacts, FactsSource } from './request-permissions.ts';

/** How the caller stands to one patient, or to what is nobody's, by one answer of identity. */
export interface Known {
  readonly mayAct: boolean;
  readonly actor: Actor;
  readonly facts: RelationshipFacts;
}

/** What one request found out about its caller. */
export interface LearnedFacts {
  learn(patientIds: Iterable<string>): Promise<void>;
  /** Of every patient, for a list whose rows are of these classes. */
  learnEverybody(classes: readonly DataClass[]): Promise<ActorFacts>;
  /** Undefined where nobody asked yet. */
  of(patientId: string | undefined): Known | undefined;
}

/** Conditions between the caller and a patient; the others need the caller's own place only. */
const ofPatients: ReadonlySet<Condition> = new Set(['self', 'guardian', 'careTeam', 'assigned', 'consent', 'breakGlass']);
/** Good enough where nothing but the public is permitted, and that to everybody who signed in. */
const notNeeded: ActorFacts = { mayAct: true, leads: new Set(), ofPatient: new Map() };

/** Asks `source` what rules for this caller can need, and remembers it. */
export function learnedFacts(table: PolicyTable, caller: Caller, source: FactsSource): LearnedFacts {
  const needs = needsOf(table, caller);
  const questions = factsQuestions(source);
  const answers = new Map<string, ActorFacts>();
  let standing = needs.anything ? undefined : notNeeded;
  let related: ActorFacts | undefined;
  const learnStanding = async (): Promise<ActorFacts> => {
    standing ??= await questions.anything();
    return standing;
  };
  const learnPatient = async (id: string): Promise<void> => {
    if (answers.has(id)) return;
    const answer = await questions.about(id);
    standing ??= answer;
    answers.set(id, answer);
  };
  return {
    learn: async (patientIds) => {
      const ids = needs.patients && related === undefined ? [...new Set(patientIds)] : [];
      await (ids.length === 0 ? learnStanding() : Promise.all(ids.map(learnPatient)));
    },
    learnEverybody: async (classes) => {
      if (classes.every((dataClass) => dataClass === 'public')) return standing ?? notNeeded;
      if (!needs.patientsFor(classes)) return learnStanding();
      related ??= await questions.related();
      standing ??= related;
      return related;
    },
    of: (patientId) => {
      const answer = patientId === undefined || !needs.patients ? standing : (answers.get(patientId) ?? related);
      return answer && knownOf(caller, answer, patientId);
    },
  };
}

type RoleAndPurpose = Pick<Caller, 'role' | 'purpose'>;

/** What rules for the role and purpose can ask of identity at all; found out once for each table, not for each request. */
function needsOf(table: PolicyTable, { role, purpose }: RoleAndPurpose): Needs {
  const ofTable = known.get(table) ?? new Map<string, Needs>();
  known.set(table, ofTable);
  const key = `${role} ${purpose}`;
  const needs = ofTable.get(key) ?? findNeeds(table, { role, purpose });
  ofTable.set(key, needs);
  return needs;
}

type Needs = ReturnType<typeof findNeeds>;
const known = new WeakMap<PolicyTable, Map<string, Needs>>();

function findNeeds(table: PolicyTable, caller: RoleAndPurpose) {
  const conditionsOf = (classes: readonly DataClass[]): readonly Condition[] =>
    classes.flatMap((dataClass) => (table.get(dataClass) ?? []).filter((rule) => applies(rule, caller)).flatMap(({ when }) => when));
  const beyondPublic = [...table.keys()].filter((dataClass) => dataClass !== 'public');
  const patientsFor = (classes: readonly DataClass[]) => conditionsOf(classes).some((condition) => ofPatients.has(condition));
  return { anything: conditionsOf(beyondPublic).length > 0, patients: patientsFor(beyondPublic), patientsFor };
}

const knownOf = (caller: Caller, { mayAct, leads, ofPatient }: ActorFacts, patientId: string | undefined): Known => ({
  mayAct,
  actor: actorOf(caller, leads),
  facts: (patientId === undefined ? undefined : ofPatient.get(patientId)) ?? {},
});

/** The caller as rules read it. */
export const actorOf = ({ role, purpose, facilityId }: Caller, leads: ReadonlySet<string>): Actor => ({
  role,
  purpose,
  leads,
  ...(facilityId === undefined ? {} : { facilityId }),
});
