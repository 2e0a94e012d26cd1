import type { FetchNode, QueryPlan } from '@health-graph/plan-executor';

/** Every fetch of a plan. */
export function fetchesOf(node: QueryPlan['node']): readonly FetchNode[] {
  switch (node?.kind) {
    case undefined:
      return [];
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap(fetchesOf);
    case 'Defer':
      return [node.primary, ...node.deferred].flatMap((part) => fetchesOf(part.node));
    case 'Subscription':
      return [node.primary, node.rest].flatMap(fetchesOf);
  }
}
