import { BadUserInput } from '@health-graph/errors';
import { type ActorFacts, type Caller, callerFromJson, callerToJson, type RelationshipFacts } from '@health-graph/permissions';
import { isRecordId } from '@health-graph/records';

/** What the kit asks identity once per fetch: how one caller stands to these patients. */
export interface FactsQuestion {
  readonly caller: Caller;
  /** `related`: every patient whom the caller has anything to do with. */
  readonly patientIds: readonly string[] | 'related';
}

/** A fetch has at most this many patients; the gateway's own limits are lower. */
export const maxPatients = 5_000;

export const questionToJson = ({ caller, patientIds }: FactsQuestion): object => ({ caller: callerToJson(caller), patientIds });

/** @throws {BadUserInput} naming what is wrong */
export function questionFromJson(body: unknown): FactsQuestion {
  const { caller: claims, patientIds } = objectOf(body) ?? {};
  const caller = callerFromJson(objectOf(claims) ?? {});
  if (caller === undefined) throw new BadUserInput('The caller cannot be read.', { argument: 'caller' });
  if (patientIds === 'related') return { caller, patientIds };
  const areIds = Array.isArray(patientIds) && patientIds.every((id): id is string => typeof id === 'string' && isRecordId(id));
  if (!areIds || patientIds.length > maxPatients)
    throw new BadUserInput('The patients cannot be read.', { argument: 'patientIds', limit: maxPatients });
  return { caller, patientIds };
}

export const factsToJson = ({ mayAct, leads, ofPatient }: ActorFacts): object => ({
  mayAct,
  leads: [...leads],
  ofPatient: Object.fromEntries([...ofPatient].map(([id, facts]) => [id, { ...facts, ...listsOf(facts) }])),
});

const listsOf = ({ minorProtected, consent }: RelationshipFacts): object => ({
  ...(minorProtected && { minorProtected: [...minorProtected] }),
  ...(consent && { consent: [...consent] }),
});

/** Undefined when it is no answer of identity: then nothing is known, which is not the same as knowing that there is nothing. */
export function factsFromJson(body: unknown): ActorFacts | undefined {
  const { mayAct, leads, ofPatient } = objectOf(body) ?? {};
  const patients = objectOf(ofPatient);
  if (typeof mayAct !== 'boolean' || !isTexts(leads) || patients === undefined) return undefined;
  const entries = Object.entries(patients).map(([id, facts]) => [id, factsOf(objectOf(facts) ?? {})] as const);
  return { mayAct, leads: new Set(leads), ofPatient: new Map(entries) };
}

/** Only what is true, in so many words; a list that cannot be read protects nothing and consents to nothing, so guardianship goes with it. */
function factsOf(facts: Readonly<Record<string, unknown>>): RelationshipFacts {
  const { minorProtected = [], consent = [] } = facts;
  return {
    self: facts['self'] === true,
    guardian: facts['guardian'] === true && isTexts(minorProtected),
    minorProtected: new Set(isTexts(minorProtected) ? minorProtected : []),
    careTeam: facts['careTeam'] === true,
    assigned: facts['assigned'] === true,
    consent: new Set(isTexts(consent) ? consent : []),
    breakGlass: facts['breakGlass'] === true,
  };
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string');

const objectOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
