import type { DataClass } from './data-class.ts';
import { type Actor, type Decision, decideField, decideRow } from './decide.ts';
import type { Known } from './learned-facts.ts';
import type { PolicyTable } from './policy-table.ts';
import type { Row, RowStanding } from './request-permissions.ts';

/** What is known of the caller; `facts()` is asked again until it is answered, because rows that are nobody's may be met before anything was learned. */
export interface Standpoint {
  /** By the token alone, which is enough for what is public. */
  readonly unasked: Actor;
  facts(): Known | undefined;
  readonly onRefusedRow?: ((row: Row, baseline: DataClass) => void) | undefined;
}

/** Decides about rows of one kind, each question once. */
export function rowStanding(table: PolicyTable, row: Row, { unasked, facts: factsNow, onRefusedRow }: Standpoint): RowStanding {
  const decided = new Map<readonly DataClass[] | DataClass, Decision>();
  const remembered = (question: readonly DataClass[] | DataClass, decide: () => Decision): Decision => {
    const before = decided.get(question);
    if (before !== undefined) return before;
    const decision = decide();
    decided.set(question, decision);
    return decision;
  };
  const decideWith = (classes: readonly DataClass[], decide: (now: Known) => Decision): Decision => {
    const known = factsNow();
    if (known !== undefined) return known.mayAct ? decide(known) : refusal(classes);
    if (!isPublic(row, classes)) throw notLearned();
    return decide({ mayAct: true, actor: unasked, facts: {} });
  };
  return {
    row,
    decide: (classes) =>
      remembered(classes, () => decideWith(classes, ({ actor, facts }) => decideField(table, actor, classes, row, facts))),
    decideRow: (baseline) =>
      remembered(baseline, () => {
        const decision = decideWith([baseline], ({ actor, facts }) => decideRow(table, actor, baseline, row, facts));
        if (decision.outcome === 'deny') onRefusedRow?.(row, baseline);
        return decision;
      }),
  };
}

const isPublic = ({ labels }: Row, classes: readonly DataClass[]) =>
  labels.length === 0 && classes.every((dataClass) => dataClass === 'public');

/** A fault of ours: it must be asked before anything is decided. */
export const notLearned = () => new Error('It was not learned how the caller stands to a row.');

/** Of somebody who may see nothing whatever the rules say. */
function refusal(classes: readonly DataClass[]): Decision {
  const [refused] = classes;
  if (refused === undefined) throw new Error('A field without a class cannot be decided.');
  return { outcome: 'deny', refused, reasons: [{ dataClass: refused }] };
}

/** Nobody signed in. */
export const strangerTo = (row: Row): RowStanding => ({ row, decide: refusal, decideRow: (baseline) => refusal([baseline]) });
