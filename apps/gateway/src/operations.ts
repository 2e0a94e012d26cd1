import type { Fingerprint } from '@health-graph/permissions';
import {
  type CompiledOperation,
  type CompiledSubscription,
  compileOperation,
  compileSubscription,
  labelDefers,
  noRefusals,
  type QueryPlan,
} from '@health-graph/plan-executor';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { compileCost, type OperationCost } from './cost/operation-cost.ts';
import type { OperationCut } from './static-permissions/cut-operation.ts';
import type { StaticPermissions } from './static-permissions/static-permissions.ts';
import type { LoadedSupergraph } from './supergraph.ts';

/** Compiled operations of one supergraph; a new supergraph starts empty. */
export interface Operations {
  /** As it may be asked by whoever has this fingerprint; without one, whole: nothing is enforced. */
  get(source: OperationSource, fingerprint: Fingerprint | undefined): Operation;
}

export interface Operation {
  /** What was cut out of it; absent when that is nothing. */
  readonly cut: OperationCut | undefined;
  readonly cost: OperationCost;
  /** Plans on the first call: an operation that costs too much is never planned. */
  compiled(): CompiledOperation;
  /** The same for a subscription; undefined when nothing of it is left to ask for. */
  subscription(): CompiledSubscription | undefined;
  /** As it is compiled. */
  plan(): QueryPlan;
}

export interface OperationSource {
  /** Identifies the document's text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export interface OperationsOptions {
  readonly supergraph: LoadedSupergraph;
  /** Absent: nothing is enforced. */
  readonly permissions: StaticPermissions | undefined;
  readonly maximum: number;
  /** Told at each `get` whether the operation was known. */
  readonly onLookup?: ((isKnown: boolean) => void) | undefined;
}

/** Kept by operation and fingerprint. Callers to whom nothing is refused share one plan, which is still checked for each fingerprint. */
export function createOperations({ supergraph, permissions, maximum, onLookup }: OperationsOptions): Operations {
  const cache: BoundedCache<Operation> = createBoundedCache(maximum);
  const kept = (key: string, make: () => Operation): Operation => {
    const known = cache.get(key) ?? make();
    cache.set(key, known);
    return known;
  };
  return {
    get: (given, fingerprint) => {
      const key = `${given.hash}:${given.operation.name?.value ?? ''}`;
      if (onLookup !== undefined) onLookup(cache.get(fingerprint === undefined ? key : `${key}:${fingerprint.key}`) !== undefined);
      const labelled = (): OperationSource => ({ ...given, ...labelDefers(given.document, given.operation) });
      const whole = (): Operation => kept(key, () => createOperation(supergraph, labelled(), undefined));
      if (permissions === undefined) return whole();
      if (fingerprint === undefined) throw new Error('Nobody asks; somebody who did not sign in has a fingerprint too.');
      return kept(`${key}:${fingerprint.key}`, () => {
        const source = labelled();
        const cut = permissions.cut(source, fingerprint);
        const operation = cut === undefined ? whole() : createOperation(supergraph, source, cut);
        return checkedOnce(operation, (plan) => permissions.checkPlan(plan, fingerprint));
      });
    },
  };
}

function checkedOnce(operation: Operation, check: (plan: QueryPlan) => void): Operation {
  let isChecked = false;
  const checked = <Compiled>(compiled: () => Compiled): Compiled => {
    if (!isChecked) check(operation.plan());
    isChecked = true;
    return compiled();
  };
  return { ...operation, compiled: () => checked(operation.compiled), subscription: () => checked(operation.subscription) };
}

function createOperation(supergraph: LoadedSupergraph, source: OperationSource, cut: OperationCut | undefined): Operation {
  const { apiSchema: schema, planner, types, hiddenNames, costRules } = supergraph;
  const asked = cut === undefined ? source : cut.asked;
  const { document, operation } = cut?.shown ?? source;
  let plan: QueryPlan | undefined;
  const planned = (): QueryPlan => {
    plan ??= asked === undefined ? { kind: 'QueryPlan' } : planner.plan(asked.document, asked.operation.name?.value);
    return plan;
  };
  const options = () => ({ plan: planned(), document, operation, schema, types, hiddenNames, refusals: cut?.refusals ?? noRefusals });
  let compiled: CompiledOperation | undefined;
  let subscription: CompiledSubscription | undefined;
  return {
    cut,
    cost: asked === undefined ? () => 0 : compileCost({ schema, rules: costRules, document: asked.document, operation: asked.operation }),
    plan: planned,
    compiled: () => {
      compiled ??= compileOperation(options());
      return compiled;
    },
    subscription: () => {
      if (asked === undefined) return undefined;
      subscription ??= compileSubscription(options());
      return subscription;
    },
  };
}
