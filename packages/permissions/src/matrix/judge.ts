import type { RelationshipFacts } from '../condition.ts';
import type { DataClass } from '../data-class.ts';
import { type Actor, decideField, decideRow, type Reason, type Subject } from '../decide.ts';
import type { Label } from '../label.ts';
import type { Mask } from '../mask.ts';
import type { PolicyTable } from '../policy-table.ts';
import { type FieldKind, shownBehind } from '../shown-behind.ts';

/** A field, as far as anything is decided about it; fields that agree in this agree in every cell. */
export interface FieldQuestion {
  /** The class of the rows that the field belongs to; absent where its subgraph keeps no such rows. */
  readonly row?: DataClass;
  readonly classes: readonly DataClass[];
  /** What the row's codes raise it to. */
  readonly label?: Label;
  /** Absent: the value has no weaker form. */
  readonly kind?: FieldKind;
}

/** Who asks about which record, and what is known between them. */
export interface Case {
  readonly actor: Actor;
  readonly subject: Subject;
  readonly facts: RelationshipFacts;
}

/** What is shown of a value, with the reasons of all that was asked for it. */
export interface Judgement {
  readonly shown: 'whole' | Mask | 'nothing';
  /** The class that no rule permits; absent also where rules ask for a mask that the value has no form for. */
  readonly refused?: DataClass;
  readonly reasons: readonly Reason[];
}

/** As repository and guard decide together: first about the row, then about the field. */
export function judge(table: PolicyTable, { row, classes, kind }: FieldQuestion, { actor, subject, facts }: Case): Judgement {
  const ofRow = row === undefined ? undefined : decideRow(table, actor, row, subject, facts);
  if (ofRow?.outcome === 'deny') return { shown: 'nothing', refused: ofRow.refused, reasons: ofRow.reasons };
  const ofField = decideField(table, actor, classes, subject, facts);
  const reasons = withoutRepetition([...(ofRow?.reasons ?? []), ...ofField.reasons]);
  switch (ofField.outcome) {
    case 'deny':
      return { shown: 'nothing', refused: ofField.refused, reasons };
    case 'mask':
      return { shown: shownBehind(kind, ofField.masks), reasons };
    case 'permit':
      return { shown: 'whole', reasons };
  }
}

const withoutRepetition = (reasons: readonly Reason[]): readonly Reason[] => [
  ...new Map(reasons.map((reason) => [reason.dataClass, reason])).values(),
];
