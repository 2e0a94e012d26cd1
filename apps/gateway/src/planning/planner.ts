import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { QueryPlan } from '@health-graph/plan-executor';
import { type DocumentNode, parse } from 'graphql';
import { askForKeys } from './ask-for-keys.ts';
import { createRequirementsCheck } from './check-requirements.ts';
import { resolvableKeysFirst } from './key-order.ts';
import { substituteRequiredArguments } from './required-arguments.ts';
import { restoreFields } from './restore-fields.ts';

/** Makes query plans; all that the rest of the gateway knows of the planner's library. */
export interface Planner {
  /** @param document validated against the API schema */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan;
}

/** Ways that are compared for one operation; the library's 10,000 could hold the process for seconds. */
const MAXIMUM_PLANS = 1_000;

/**
 * The library's planner is used unmodified. What it does wrong is mended around it: in the supergraph that it is given,
 * and in the plans that it gives back.
 */
export function createPlanner(sdl: string, original = buildSupergraph(sdl)): Planner {
  const document = parse(sdl, { noLocation: true });
  const { document: rewritten, substitutes } = substituteRequiredArguments(resolvableKeysFirst(document));
  const supergraph = rewritten === document ? original : buildSupergraph(rewritten);
  const planner = new QueryPlanner(supergraph, {
    reuseQueryFragments: false,
    incrementalDelivery: { enableDefer: true },
    debug: { maxEvaluatedPlans: MAXIMUM_PLANS },
  });
  const apiSchema = supergraph.apiSchema();
  const checkRequirements = createRequirementsCheck(rewritten);
  return {
    plan: (document, operationName) => {
      const options = { ...(operationName === undefined ? {} : { operationName }), validate: false };
      try {
        const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document, options)) as QueryPlan;
        checkRequirements(plan);
        return askForKeys(restoreFields(plan, substitutes));
      } catch (cause) {
        // The library's errors speak of types that a client may not know; they are ours to read, not a client's.
        throw new Error('The operation cannot be planned.', { cause });
      }
    },
  };
}

function buildSupergraph(source: string | DocumentNode): Supergraph {
  return Supergraph.build(source, { supportedFeatures: null, validateSupergraph: false });
}
