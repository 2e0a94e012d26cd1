import { type CompiledOperation, compileOperation } from '@health-graph/plan-executor';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import type { LoadedSupergraph } from './supergraph.ts';

/** Compiled operations of one supergraph; a new supergraph starts empty. */
export interface Operations {
  compiled(source: OperationSource): CompiledOperation;
}

export interface OperationSource {
  /** Identifies the document's text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export function createOperations(supergraph: LoadedSupergraph, maximum: number): Operations {
  const cache: BoundedCache<CompiledOperation> = createBoundedCache(maximum);
  return {
    compiled: ({ hash, document, operation }) => {
      const name = operation.name?.value;
      const key = `${hash}:${name ?? ''}`;
      const known = cache.get(key);
      if (known !== undefined) return known;
      const plan = supergraph.planner.plan(document, name);
      const compiled = compileOperation({
        plan,
        document,
        operation,
        schema: supergraph.apiSchema,
        types: supergraph.types,
        hiddenNames: supergraph.hiddenNames,
      });
      cache.set(key, compiled);
      return compiled;
    },
  };
}
