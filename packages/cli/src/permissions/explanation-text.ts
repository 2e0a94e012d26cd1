import type { ActorFacts, Caller } from '@health-graph/permissions';
import type { DecidedPlace, ExplainedReason, ExplainedWay, Explanation, Standing } from './explanation.ts';
import { conditionWords, listed, placeWords, shownWords } from './explanation-words.ts';
import { scopesText } from './matrix-formats.ts';

/** Who is explained about. */
export interface ExplainedCaller extends Pick<Caller, 'role' | 'purpose'> {
  /** The username; absent: anybody in the role. */
  readonly account?: string;
  readonly facilityId?: string;
  readonly scopes?: readonly string[];
  readonly patientId?: string;
  readonly facts?: ActorFacts;
}

const width = 10;

/** The explanation in sentences, one step of the decision after the other. */
export function explanationLines(explanation: Explanation, caller: ExplainedCaller): readonly string[] {
  const { account, role, purpose, patientId } = caller;
  const who = account === undefined ? `a ${role}` : `${account} as ${role}`;
  return [
    `${explanation.field.name}, for ${who} with purpose ${purpose}${patientId === undefined ? '' : `, of patient ${patientId}`}`,
    '',
    ...step('Class', classSentences(explanation)),
    ...step('Scopes', [scopesSentence(explanation, caller)]),
    ...step('Gateway', gatewaySentences(explanation, caller)),
    ...(caller.facts === undefined ? [] : step('Facts', factsSentences(caller))),
    ...step(explanation.label ?? 'Record', standingSentences(explanation.own)),
    ...explanation.raised.flatMap((standing) => step(standing.label, standingSentences(standing))),
    ...step('Decision', [decisionSentence(explanation, caller)]),
  ];
}

const step = (name: string, sentences: readonly string[]): readonly string[] =>
  sentences.map((sentence, index) => `${(index === 0 ? name : '').padEnd(Math.max(width, labelWidth))}${sentence}`);

const labelWidth = 15;

function classSentences({ field, label }: Explanation): readonly string[] {
  const { classes, row, kind, isRaised, place } = field;
  return [
    `The field is ${listed(classes, 'and')}${row === undefined || classes.includes(row) ? '' : `, and its rows are ${row}`}.`,
    ...(place === 'value' ? ['It is part of a value: the field that holds the value is decided about, too.'] : []),
    ...(kind === undefined ? [] : [`Behind a mask it is treated as a ${kind}.`]),
    ...(isRaised && label === undefined ? ['Codes of the record can raise it; what each label does stands below.'] : []),
    ...(label === undefined ? [] : [`Codes raised the record to ${label}, which takes the place of clinical and joins other classes.`]),
  ];
}

function scopesSentence({ field, areScopesGranted }: Explanation, { scopes }: ExplainedCaller): string {
  if (field.scopes.length === 0) return 'None are needed beside those of the field that holds it.';
  const needed = `The client app needs ${scopesText(field)}`;
  if (areScopesGranted === undefined) return `${needed}.`;
  return `${needed}; the token has ${scopes?.join(' ')}: ${areScopesGranted ? 'granted' : 'refused'}.`;
}

function gatewaySentences({ gateway }: Explanation, { role, purpose }: ExplainedCaller): readonly string[] {
  return gateway.map(({ dataClass, decision }) => {
    if (decision === 'never') return `Cut before planning: no rule gives ${dataClass} to a ${role} with ${purpose}.`;
    if (decision === 'always') return `Passes: ${dataClass} is open to every ${role} with ${purpose}.`;
    return `Passes: a ${role} with ${purpose} may see ${dataClass} of some records; which ones, the subgraph decides.`;
  });
}

function factsSentences({ role, facilityId, patientId, facts }: ExplainedCaller): readonly string[] {
  if (facts === undefined) return [];
  const { mayAct, leads, ofPatient } = facts;
  if (!mayAct) return [`Identity says that the account may not act as ${role} now: it is locked, or does not hold the role today.`];
  const of = patientId === undefined ? undefined : ofPatient.get(patientId);
  const held = [
    ...(of?.self ? [conditionWords.self] : []),
    ...(of?.guardian ? [`the account is the guardian of the patient by law${except(of.minorProtected)}`] : []),
    ...(of?.careTeam ? ["the account takes part in the patient's care"] : []),
    ...(of?.assigned ? [conditionWords.assigned] : []),
    ...((of?.consent?.size ?? 0) > 0 ? [`the patient consented to ${listed([...(of?.consent ?? [])], 'and')}`] : []),
    ...(of?.breakGlass ? [conditionWords.breakGlass] : []),
  ];
  return [
    `Identity says that the account may act as ${role}${facilityId === undefined ? '' : ` at facility ${facilityId}`}.`,
    ...(leads.size === 0 ? [] : [`It leads ${leads.size === 1 ? 'department' : 'departments'} ${listed([...leads], 'and')}.`]),
    ...(patientId === undefined
      ? ['Nothing is known of a patient: say --patient ID.']
      : [held.length === 0 ? 'To this patient it is a stranger.' : `To this patient: ${held.join('; ')}.`]),
  ];
}

const except = (classes: ReadonlySet<string> | undefined): string =>
  classes === undefined || classes.size === 0 ? '' : `, but not for ${listed([...classes], 'and')}, which protects the minor`;

function standingSentences({ ways, decided }: Standing): readonly string[] {
  const couldBe = ways.length === 0 ? ['Nothing would show it to this role and purpose.'] : waysSentences(ways);
  if (decided === undefined) return couldBe;
  const isShownEverywhere = decided.every(({ shown }) => shown === 'whole');
  return [...decided.flatMap((place) => placeSentences(place, decided)), ...(isShownEverywhere ? [] : couldBe)];
}

function placeSentences({ places, shown, refused, reasons }: DecidedPlace, all: readonly DecidedPlace[]): readonly string[] {
  const named = listed(
    places.map((place) => placeWords[place]),
    'or',
  );
  const where = all.length === 1 ? 'wherever it was made' : named;
  const why =
    refused === undefined
      ? ', because a mask is asked for and the value has no weaker form'
      : `, because no rule that holds gives ${refused}`;
  return [
    `${capital(where)}: ${shownWords[shown]}${shown === 'nothing' ? why : ''}.`,
    ...(shown === 'nothing' ? [] : reasons.map((reason) => `  ${reasonSentence(reason)}`)),
  ];
}

/** Ways that the same rules give stand together. */
function waysSentences(ways: readonly ExplainedWay[]): readonly string[] {
  const ruleText = ({ shown, reasons }: ExplainedWay): string =>
    `Would be ${shownWords[shown]} ${reasons.map(({ rule, basis }) => `by rule ${rule} (${withoutStop(basis)})`).join(' and ')}`;
  return [...Map.groupBy(ways, ruleText)].flatMap(([text, same]) => {
    if (same.some(({ when }) => when.length === 0)) return [`${text}, always.`];
    return [`${text}, if`, ...same.map(({ when }) => `  - ${when.map((condition) => conditionWords[condition]).join(', and ')}`)];
  });
}

const withoutStop = (text = ''): string => text.replace(/\.$/, '');

const reasonSentence = ({ dataClass, rule, condition, basis }: ExplainedReason): string =>
  `${dataClass} by rule ${rule} (${condition}): ${basis}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function decisionSentence(explanation: Explanation, { patientId, facts }: ExplainedCaller): string {
  const shown = verdictOf(explanation);
  if (explanation.areScopesGranted === false) return 'Refused: the token lacks the scopes. The gateway cuts the field.';
  if (explanation.gateway.some(({ decision }) => decision === 'never'))
    return 'Refused: the gateway cuts the field, no subgraph is asked for it.';
  if (facts !== undefined && !facts.mayAct) return 'Refused: the account may not act.';
  if (shown === 'depends')
    return patientId === undefined ? 'It depends on account, patient and record.' : 'It depends on where the record was made.';
  return `${capital(shownWords[shown])}${isDecidedAlike(explanation) ? '' : '; a label decides otherwise, as said above'}.`;
}

/** Whether rows with any label are decided about as those without. */
const isDecidedAlike = ({ own, raised }: Explanation): boolean => raised.every((standing) => ofStanding(standing) === ofStanding(own));

/** What is decided about a row without labels. */
export function verdictOf({ own, areScopesGranted, gateway }: Explanation): DecidedPlace['shown'] | 'depends' {
  const isCut = areScopesGranted === false || gateway.some(({ decision }) => decision === 'never');
  return isCut ? 'nothing' : ofStanding(own);
}

function ofStanding(own: Standing): DecidedPlace['shown'] | 'depends' {
  const [first, ...others] = own.decided ?? [];
  if (first !== undefined) return others.some(({ shown }) => shown !== first.shown) ? 'depends' : first.shown;
  const [way] = own.ways;
  if (way === undefined) return 'nothing';
  return way.when.length === 0 ? way.shown : 'depends';
}

/** For `--json`: sets as lists. */
export const explanationJson = (explanation: Explanation, caller: ExplainedCaller): Readonly<Record<string, unknown>> =>
  JSON.parse(
    JSON.stringify({ ...explanation, caller, verdict: verdictOf(explanation) }, (_key, value: unknown) => {
      if (value instanceof Set) return [...value];
      return value instanceof Map ? Object.fromEntries(value) : value;
    }),
  );
