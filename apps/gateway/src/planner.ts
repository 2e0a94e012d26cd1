import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { QueryPlan } from '@health-graph/plan-executor';
import type { DocumentNode } from 'graphql';

/** Makes query plans; all that the rest of the gateway knows of the planner's library. */
export interface Planner {
  /** @param document validated against the API schema */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan;
}

export function createPlanner(supergraph: Supergraph): Planner {
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return {
    plan: (document, operationName) => {
      const operation = operationFromDocument(apiSchema, document, {
        ...(operationName === undefined ? {} : { operationName }),
        validate: false,
      });
      return planner.buildQueryPlan(operation) as QueryPlan;
    },
  };
}
