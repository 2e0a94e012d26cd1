import type { QueryPlan } from '@health-graph/plan-executor';

/** The plan as a developer reads it: plain JSON, without the parsed twin of each fetch's text. */
export function shownPlan(plan: QueryPlan): unknown {
  return JSON.parse(JSON.stringify(plan, (key, value: unknown) => (key === 'operationDocumentNode' ? undefined : value)));
}
