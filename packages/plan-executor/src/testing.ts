import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { type CompiledOperation, type CompileOptions, compileOperation, type OperationResult } from './compile-operation.ts';
import { labelDefers } from './deferred-fragments.ts';
import type { FetchNode, PlanNode, RequiredSelection, SubscriptionNode } from './query-plan.ts';
import type { SubgraphRequest } from './run.ts';
import { createTypeConditions } from './type-conditions.ts';

/** What a subgraph of a test answers to a request, in order of `asked`. */
export type Answer = (request: {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}) => unknown;

export interface Setup {
  readonly schema: string;
  readonly operation: string;
  readonly plan: PlanNode | SubscriptionNode | undefined;
  /** The whole supergraph where it has more than `schema`. */
  readonly supergraph?: string;
  readonly hiddenNames?: readonly string[];
}

export const compileForTest = (setup: Setup): CompiledOperation => compileOperation(compileOptionsOf(setup));

export function compileOptionsOf({ schema, operation, plan, supergraph = schema, hiddenNames = [] }: Setup): CompileOptions {
  const document = parse(operation);
  const asked = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  return {
    plan: { kind: 'QueryPlan', ...(plan === undefined ? {} : { node: plan }) },
    ...(labelDefers(document, asked) ?? { document, operation: asked }),
    schema: buildSchema(schema),
    types: createTypeConditions(buildSchema(supergraph)),
    hiddenNames: new Set(hiddenNames),
  };
}

export interface RunResult extends OperationResult {
  /** The requests in the order they were sent. */
  readonly asked: readonly string[];
}

/** Runs a plan against functions in place of subgraphs; errors come as a client would see them. */
export async function runForTest(
  setup: Setup,
  answer: Answer,
  variables: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<RunResult> {
  const { asked, fetch } = recorded(answer);
  const result = await compileForTest(setup).execute({ variables, fetch, ...(signal === undefined ? {} : { signal }) });
  return { ...(JSON.parse(JSON.stringify(result)) as OperationResult), asked };
}

/** A fetch function out of an answer, and what it was asked. */
export function recorded(answer: Answer) {
  const asked: string[] = [];
  const fetch = async ({ subgraph, body }: SubgraphRequest): Promise<unknown> => {
    asked.push(`${subgraph} ${body}`);
    const { query, variables: sent } = JSON.parse(body) as {
      readonly query: string;
      readonly variables: Readonly<Record<string, unknown>>;
    };
    return answer({ subgraph, query, variables: sent });
  };
  return { asked, fetch };
}

export function aFetch(overrides: Partial<FetchNode> & Pick<FetchNode, 'operation'>): FetchNode {
  return { kind: 'Fetch', serviceName: 'a', operationKind: 'query', ...overrides };
}

export function anEntityFetch(serviceName: string, typeName: string, selection: string, keys: readonly string[] = ['id']): FetchNode {
  return aFetch({
    serviceName,
    operation: `query($representations:[_Any!]!){_entities(representations:$representations){...on ${typeName}{${selection}}}}`,
    requires: [requires(typeName, keys)],
  });
}

export function requires(typeName: string, names: readonly string[]): RequiredSelection {
  return {
    kind: 'InlineFragment',
    typeCondition: typeName,
    selections: ['__typename', ...names].map((name) => ({ kind: 'Field' as const, name })),
  };
}

export function at(path: string, node: PlanNode): PlanNode {
  return { kind: 'Flatten', path: path.split('.'), node };
}

export function inSequence(...nodes: readonly PlanNode[]): PlanNode {
  return { kind: 'Sequence', nodes };
}

export function inParallel(...nodes: readonly PlanNode[]): PlanNode {
  return { kind: 'Parallel', nodes };
}
