import {
  type ActorFacts,
  type Caller,
  type Case,
  type Cell,
  type Condition,
  cellOf,
  createScopeSet,
  type DataClass,
  decideStatically,
  type FieldQuestion,
  type Judgement,
  judge,
  type Label,
  labels,
  type PolicyTable,
  probe,
  type RecordPlace,
  type StaticDecision,
} from '@health-graph/permissions';
import { type MatrixField, questionOf } from './matrix.ts';

/** Why a field is shown or refused, in the order in which it is decided. */
export interface Explanation {
  readonly field: MatrixField;
  /** All of the field's scopes; without a token nothing is said about them. */
  readonly areScopesGranted: boolean | undefined;
  /** What the gateway says of each class before any record is known. */
  readonly gateway: readonly { readonly dataClass: DataClass; readonly decision: StaticDecision }[];
  /** What rows are explained; absent: those that no code raises, and each label beside. */
  readonly label?: Label;
  /** Of a row that no code raises, or of one with the label that was asked about. */
  readonly own: Standing;
  /** Of rows that codes raise; empty where none can. */
  readonly raised: readonly (Standing & { readonly label: Label })[];
}

/** What holds for rows with the same label. */
export interface Standing {
  /** What would show the field, whoever the account and the patient are. */
  readonly ways: readonly ExplainedWay[];
  /** What is decided by the facts of account and patient, by the place of the record; absent where nobody in particular was asked about. */
  readonly decided?: readonly DecidedPlace[];
}

export interface ExplainedWay {
  readonly when: readonly Condition[];
  readonly shown: Judgement['shown'];
  readonly reasons: readonly ExplainedReason[];
}

/** Places about which the same is decided for the same reasons. */
export interface DecidedPlace {
  readonly places: readonly PlaceName[];
  readonly shown: Judgement['shown'];
  readonly refused?: DataClass;
  readonly reasons: readonly ExplainedReason[];
}

export type PlaceName = 'ownFacility' | 'ledDepartment' | 'anotherFacility' | 'noFacility';

export interface ExplainedReason {
  readonly dataClass: DataClass;
  readonly rule?: string;
  readonly condition?: Condition;
  readonly basis?: string;
}

export interface ExplanationQuestion {
  readonly table: PolicyTable;
  readonly field: MatrixField;
  readonly caller: Pick<Caller, 'role' | 'purpose' | 'facilityId'> & { readonly scopes?: readonly string[] };
  /** Only rows that codes raise to it. */
  readonly label?: Label;
  /** What identity says of account and patient. */
  readonly known?: { readonly facts: ActorFacts; readonly patientId: string };
}

export function explain({ table, field, caller, label: asked, known }: ExplanationQuestion): Explanation {
  const standing = (label: Label | undefined): Standing => {
    const question = questionOf(field, label);
    return {
      ways: waysOf(table, caller, question),
      ...(known === undefined ? {} : { decided: decidedPlaces(table, question, caller, known) }),
    };
  };
  const granted = caller.scopes && createScopeSet(caller.scopes);
  return {
    field,
    areScopesGranted: granted && field.scopes.every((anyOf) => granted.satisfies(anyOf)),
    gateway: field.classes.map((dataClass) => ({ dataClass, decision: decideStatically(table, caller, dataClass) })),
    ...(asked === undefined ? {} : { label: asked }),
    own: standing(asked),
    raised: field.isRaised && asked === undefined ? labels.map((label) => ({ label, ...standing(label) })) : [],
  };
}

function waysOf(table: PolicyTable, caller: ExplanationQuestion['caller'], question: FieldQuestion): readonly ExplainedWay[] {
  const cell: Cell = cellOf(table, caller, question);
  return cell.map(({ when, shown }) => {
    const { reasons } = judge(table, question, probe(caller, when, labelsOf(question)));
    return { when, shown, reasons: explained(table, reasons) };
  });
}

const labelsOf = ({ label }: FieldQuestion): readonly Label[] => (label === undefined ? [] : [label]);

function decidedPlaces(
  table: PolicyTable,
  question: FieldQuestion,
  { role, purpose, facilityId }: ExplanationQuestion['caller'],
  { facts: { mayAct, leads, ofPatient }, patientId }: NonNullable<ExplanationQuestion['known']>,
): readonly DecidedPlace[] {
  const actor = { role, purpose, leads, ...(facilityId === undefined ? {} : { facilityId }) };
  const decided = placesOf(facilityId, leads).map(({ name, place }) => {
    const asked: Case = { actor, subject: { ...place, labels: labelsOf(question) }, facts: ofPatient.get(patientId) ?? {} };
    const { shown, refused, reasons } = mayAct || isPublic(question) ? judge(table, question, asked) : refusalOf(question);
    return { name, shown, ...(refused === undefined ? {} : { refused }), reasons: explained(table, reasons) };
  });
  const alike = Map.groupBy(decided, ({ name: _name, ...rest }) => JSON.stringify(rest));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { name: _name, ...rest } = first;
    return [{ places: same.map(({ name }) => name), ...rest }];
  });
}

const isPublic = ({ row, classes }: FieldQuestion): boolean => row === undefined && classes.every((dataClass) => dataClass === 'public');

/** Who may not act sees nothing but what is public, whatever the rules say. */
const refusalOf = ({ classes }: FieldQuestion): Judgement => {
  const [refused] = classes;
  return { shown: 'nothing', ...(refused === undefined ? {} : { refused }), reasons: [] };
};

/** Where a record can have been made, as far as it makes a difference to this account. */
function placesOf(facilityId: string | undefined, leads: ReadonlySet<string>) {
  const [led] = leads;
  const all: readonly { readonly name: PlaceName; readonly place: RecordPlace | undefined }[] = [
    { name: 'ownFacility', place: facilityId === undefined ? undefined : { facilityId } },
    {
      name: 'ledDepartment',
      place: led === undefined ? undefined : { ...(facilityId === undefined ? {} : { facilityId }), departmentId: led },
    },
    { name: 'anotherFacility', place: { facilityId: 'another facility' } },
    { name: 'noFacility', place: {} },
  ];
  return all.flatMap(({ name, place }) => (place === undefined ? [] : [{ name, place }]));
}

function explained(table: PolicyTable, reasons: Judgement['reasons']): readonly ExplainedReason[] {
  return reasons.map((reason) => {
    const rule = (table.get(reason.dataClass) ?? []).find(({ name }) => name === reason.rule);
    return { ...reason, ...(rule === undefined ? {} : { basis: rule.basis }) };
  });
}
