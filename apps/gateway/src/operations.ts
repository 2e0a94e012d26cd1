import { type CompiledOperation, compileOperation } from '@health-graph/plan-executor';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { compileCost, type OperationCost } from './cost/operation-cost.ts';
import type { LoadedSupergraph } from './supergraph.ts';

/** Compiled operations of one supergraph; a new supergraph starts empty. */
export interface Operations {
  get(source: OperationSource): Operation;
}

export interface Operation {
  readonly cost: OperationCost;
  /** Plans on the first call: an operation that costs too much is never planned. */
  compiled(): CompiledOperation;
}

export interface OperationSource {
  /** Identifies the document's text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export function createOperations(supergraph: LoadedSupergraph, maximum: number): Operations {
  const cache: BoundedCache<Operation> = createBoundedCache(maximum);
  return {
    get: (source) => {
      const key = `${source.hash}:${source.operation.name?.value ?? ''}`;
      let operation = cache.get(key);
      if (operation === undefined) {
        operation = createOperation(supergraph, source);
        cache.set(key, operation);
      }
      return operation;
    },
  };
}

function createOperation(supergraph: LoadedSupergraph, { document, operation }: OperationSource): Operation {
  const { apiSchema: schema, planner, types, hiddenNames, costRules } = supergraph;
  let compiled: CompiledOperation | undefined;
  return {
    cost: compileCost({ schema, rules: costRules, document, operation }),
    compiled: () => {
      compiled ??= compileOperation({
        plan: planner.plan(document, operation.name?.value),
        document,
        operation,
        schema,
        types,
        hiddenNames,
      });
      return compiled;
    },
  };
}
