import { Type } from 'typebox';
import { closed, list, optional, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** Severity in the list of QD 5948/QD-BYT. */
export const interactionSeverity = Type.Enum(['CONTRAINDICATED', 'CONTRAINDICATED_CONDITIONAL', 'AVOID', 'MAJOR']);

/** A pair of ingredients that must not be taken together, or only under conditions (Tương tác chống chỉ định; QD 5948/QD-BYT). */
export const drugInteraction = defineRecord({
  type: 'DrugInteraction',
  subgraph: 'pharmacy',
  collection: 'drug_interactions',
  rowClass: 'public',
  indexes: [{ ingredients: 1 }],
  schema: Type.Object(
    {
      ingredients: optional(list(text)),
      severity: optional(interactionSeverity),
      mechanism: optional(text),
      consequence: optional(text),
      management: optional(text),
      source: optional(text),
    },
    closed,
  ),
});
export type DrugInteraction = RecordOf<typeof drugInteraction>;
