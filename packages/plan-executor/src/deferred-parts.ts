import { childNodes } from './compile-plan.ts';
import type { DeferNode, PlanNode } from './query-plan.ts';
import type { Conditions } from './selection.ts';

/** What of a plan comes later, in the order of the operation; a part within a part comes behind it. */
export interface DeferredPart {
  readonly label: string;
  /** The fetches that have to be there first. */
  readonly depends: readonly string[];
  readonly node: PlanNode | undefined;
  /** The part whose objects it stands on; `undefined`: the first answer's. */
  readonly within: string | undefined;
}

export interface SplitPlan {
  readonly first: PlanNode | undefined;
  readonly parts: readonly DeferredPart[];
}

/** Splits a plan into what is answered at once and what follows. */
export function splitPlan(node: PlanNode | undefined, conditions: Conditions, within?: string): SplitPlan {
  const chosen = choose(node, conditions);
  if (chosen?.kind !== 'Defer') return { first: chosen, parts: [] };
  const { primary, deferred }: DeferNode = chosen;
  const parts = deferred.flatMap((part): readonly DeferredPart[] => {
    if (part.label === undefined) throw new Error('A deferred part of the plan has no label.');
    const inner = splitPlan(part.node, conditions, part.label);
    const depends = (part.depends ?? []).map(({ id }) => id);
    return [{ label: part.label, depends, node: inner.first, within }, ...inner.parts];
  });
  return { first: primary.node, parts };
}

function choose(node: PlanNode | undefined, conditions: Conditions): PlanNode | undefined {
  if (node?.kind !== 'Condition') return node;
  return choose(conditions[node.condition] === true ? node.ifClause : node.elseClause, conditions);
}

/** Of all fetches below a node that parts may depend on. */
export function fetchIds(node: PlanNode | undefined): readonly string[] {
  if (node === undefined) return [];
  if (node.kind === 'Fetch') return node.id === undefined ? [] : [node.id];
  return childNodes(node).flatMap(fetchIds);
}
