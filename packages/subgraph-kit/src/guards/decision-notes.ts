import type { AuditEntry } from '@health-graph/audit';
import type { Condition, DataClass, Decision, Row, RowStanding } from '@health-graph/permissions';

/** A field that is decided about, with its place among all of the schema's. */
export interface GuardedField {
  readonly index: number;
  /** `Condition.code`. */
  readonly coordinate: string;
  readonly classes: readonly DataClass[];
}

const seen = 1;
const refused = 2;

/** What one request was shown and refused, for its audit entries. Noting costs a look-up and a bit, because a list notes each field of each row. */
export interface DecisionNotes {
  note(standing: RowStanding, field: GuardedField, isSeen: boolean): void;
  /** A row that the repository left out, by the class of such rows; of the row itself nothing is told. */
  noteRefusedRow(row: Row, dataClass: DataClass): void;
  /** One entry for each patient, and one for what is nobody's. */
  entries(): readonly AuditEntry[];
}

/** What was noted of one kind of row: a mark for each field, and which fields have one. */
interface Marks {
  readonly of: Uint8Array;
  readonly fields: GuardedField[];
}

export function decisionNotes(fields: readonly GuardedField[]): DecisionNotes {
  const marks = new Map<RowStanding, Marks>();
  const refusedRows = new Map<string, Set<DataClass>>();
  let last: RowStanding | undefined;
  let lastMarks: Marks | undefined;
  const marksOf = (standing: RowStanding): Marks => {
    if (standing === last && lastMarks !== undefined) return lastMarks;
    const found = marks.get(standing) ?? { of: new Uint8Array(fields.length), fields: [] };
    marks.set(standing, found);
    last = standing;
    lastMarks = found;
    return found;
  };
  return {
    note: (standing, field, isSeen) => {
      const { of, fields: noted } = marksOf(standing);
      const before = of[field.index] ?? 0;
      if (before === 0) noted.push(field);
      of[field.index] = before | (isSeen ? seen : refused);
    },
    noteRefusedRow: ({ patientId }, dataClass) => {
      if (patientId !== undefined) refusedRows.set(patientId, (refusedRows.get(patientId) ?? new Set()).add(dataClass));
    },
    entries: () => {
      const drafts = new Map<string | undefined, Draft>();
      for (const [standing, { of, fields: noted }] of marks) {
        const draft = drafts.get(standing.row.patientId) ?? newDraft();
        drafts.set(standing.row.patientId, draft);
        for (const field of noted) add(draft, standing, field, of[field.index] ?? 0);
      }
      for (const [patientId, classes] of refusedRows) {
        const draft = drafts.get(patientId) ?? newDraft();
        drafts.set(patientId, draft);
        for (const dataClass of classes) draft.classesRefused.add(dataClass);
      }
      return [...drafts].map(([patientId, draft]) => entryOf(patientId, draft));
    },
  };
}

interface Draft {
  readonly fieldsSeen: Set<string>;
  readonly fieldsRefused: Set<string>;
  readonly classesSeen: Set<DataClass>;
  readonly classesRefused: Set<DataClass>;
  readonly rules: Map<string, { readonly rule: string; readonly condition: Condition }>;
  readonly facilityIds: Set<string>;
}

const newDraft = (): Draft => ({
  fieldsSeen: new Set(),
  fieldsRefused: new Set(),
  classesSeen: new Set(),
  classesRefused: new Set(),
  rules: new Map(),
  facilityIds: new Set(),
});

function add(draft: Draft, standing: RowStanding, { coordinate, classes }: GuardedField, mark: number): void {
  const decision: Decision | undefined = classes.length === 0 ? undefined : standing.decide(classes);
  if ((mark & refused) !== 0) {
    draft.fieldsRefused.add(coordinate);
    if (decision?.outcome === 'deny') draft.classesRefused.add(decision.refused);
  }
  if ((mark & seen) === 0) return;
  draft.fieldsSeen.add(coordinate);
  if (standing.row.facilityId !== undefined) draft.facilityIds.add(standing.row.facilityId);
  for (const { dataClass, rule, condition } of decision?.reasons ?? []) {
    if (rule === undefined || condition === undefined) continue;
    draft.classesSeen.add(dataClass);
    draft.rules.set(`${rule} ${condition}`, { rule, condition });
  }
}

const entryOf = (patientId: string | undefined, draft: Draft): AuditEntry => ({
  ...(patientId === undefined ? {} : { patientId }),
  classesSeen: [...draft.classesSeen].sort(),
  classesRefused: [...draft.classesRefused].sort(),
  fieldsSeen: [...draft.fieldsSeen].sort(),
  fieldsRefused: [...draft.fieldsRefused].sort(),
  rules: [...draft.rules.values()],
  facilityIds: [...draft.facilityIds].sort(),
});
