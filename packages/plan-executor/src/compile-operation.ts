import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { createClientView } from './client-view.ts';
import { compilePlan } from './compile-plan.ts';
import { createErrorSink, type ErrorSink } from './error-sink.ts';
import { compileIntrospection, type Introspect } from './introspection.ts';
import { type JsonObject, readOwn } from './json.ts';
import { type Complete, type Completion, compileProjection } from './projection.ts';
import type { PlanNode, QueryPlan } from './query-plan.ts';
import { noRefusals, type Refusals } from './refusals.ts';
import type { Run, Step, SubgraphFetch } from './run.ts';
import { collectFields, conditionVariables } from './selection.ts';
import type { TypeConditions } from './type-conditions.ts';
import { checkVariables, conditionValue } from './variables.ts';

export interface CompileOptions {
  readonly plan: QueryPlan;
  /** The client's operation, validated against `schema`. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** Of the whole supergraph; make it once per supergraph. */
  readonly types: TypeConditions;
  /** Names of the supergraph that no client may learn; make it once per supergraph. */
  readonly hiddenNames: ReadonlySet<string>;
  /** What of `operation` the plan leaves out because the caller may not ask for it. Default: nothing. */
  readonly refusals?: Refusals;
}

export interface ExecuteOptions {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fetch: SubgraphFetch;
  /** Cancels the fetches that are on their way; its reason is reported for each part that stays empty. */
  readonly signal?: AbortSignal;
}

/** `data` is absent only when nothing was executed. */
export interface OperationResult {
  readonly data?: JsonObject | null;
  readonly errors?: readonly GraphQLError[];
}

/** A plan as closures, made once per operation and supergraph, run once per request. */
export interface CompiledOperation {
  /** @throws BadUserInput when a variable is not what the operation declares */
  execute(options: ExecuteOptions): Promise<OperationResult>;
}

/** What is left of an operation once the values of its `@skip` and `@include` variables are known. */
interface Variant {
  readonly step: Step | undefined;
  readonly project: Complete;
  readonly introspect: Introspect | undefined;
  /** Response names in the operation's order. */
  readonly rootFields: readonly string[];
  /** Those of them that a subgraph has to answer. */
  readonly fetchedFields: readonly string[];
}

/** More combinations of `@skip` and `@include` than any client uses; a hostile one only makes us compile again. */
const MAXIMUM_VARIANTS = 64;

export function compileOperation(options: CompileOptions): CompiledOperation {
  const { plan, document, operation, schema } = options;
  const fragments = fragmentsOf(document);
  const view = createClientView(operation.selectionSet, fragments, options.hiddenNames);
  const names = conditionVariables(document);
  const variants = new Map<string, Variant>();
  const variantFor = (variables: ExecuteOptions['variables']): Variant => {
    const values = names.map((name) => conditionValue(operation, variables, name));
    const key = values.map(Number).join('');
    let variant = variants.get(key);
    if (variant === undefined) {
      if (variants.size >= MAXIMUM_VARIANTS) variants.clear();
      variant = compileVariant(options, fragments, Object.fromEntries(names.map((name, index) => [name, values[index] === true])));
      variants.set(key, variant);
    }
    return variant;
  };
  const node = plan.node?.kind === 'Subscription' ? undefined : plan.node;
  if (plan.node !== node) throw new Error('A subscription has a source stream; it cannot be executed as one request.');
  return {
    execute: async ({ variables, fetch, signal }) => {
      checkVariables(schema, operation, variables);
      const variant = variantFor(variables);
      const sink = createErrorSink(view);
      for (const path of options.refusals?.paths ?? []) sink.addRefusal(path);
      const run: Run = {
        data: {},
        variables,
        fetch,
        signal,
        sink,
        answers: new Map(),
        structure: 0,
        found: new Map(),
        questions: new Map(),
      };
      await variant.step?.(run);
      return finish(variant, run, sink);
    },
  };
}

function compileVariant(
  options: CompileOptions,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  conditions: Readonly<Record<string, boolean>>,
): Variant {
  const { plan, operation, schema, types } = options;
  const rootType = schema.getRootType(operation.operation);
  if (rootType === undefined || rootType === null) throw new Error(`The schema has no ${operation.operation} type.`);
  const refusals = options.refusals ?? noRefusals;
  const context = { schema, fragments, conditions, refusals };
  const rootFields = collectFields(context, rootType.name, [operation.selectionSet]);
  return {
    step: compilePlan(plan.node as PlanNode | undefined, { types, conditions, canShareAnswers: operation.operation === 'query' }),
    project: compileProjection(context, rootType.name, [operation.selectionSet]),
    introspect: compileIntrospection({ schema, operation, fragments, rootFields }),
    rootFields: [...rootFields.keys()],
    fetchedFields: [...rootFields].flatMap(([name, nodes]) => (nodes.some((node) => isFetched(node, refusals)) ? [name] : [])),
  };
}

const isFetched = (node: FieldNode, refusals: Refusals): boolean => !node.name.value.startsWith('__') && !refusals.fields.has(node);

function finish({ project, introspect, rootFields, fetchedFields }: Variant, run: Run, sink: ErrorSink): OperationResult {
  for (const name of fetchedFields) {
    if (readOwn(run.data, name) === undefined && !sink.explains([name])) sink.addFault('No subgraph can answer this field.', [name]);
  }
  const first: Completion = { path: undefined, hasFault: false, report: () => undefined, refuse: () => undefined };
  let data = project(run.data, first) as JsonObject | undefined;
  if (first.hasFault) {
    const report: Completion['report'] = (message, path) => {
      if (!sink.explains(path)) sink.addFault(message, path);
    };
    data = project(run.data, { path: [], hasFault: false, report, refuse: sink.addRefusal }) as JsonObject | undefined;
  }
  if (data !== undefined && introspect !== undefined) data = inOrder(rootFields, { ...data, ...introspect(run.variables) });
  return sink.errors.length === 0 ? { data: data ?? null } : { errors: sink.errors, data: data ?? null };
}

function inOrder(names: readonly string[], data: JsonObject): JsonObject {
  return Object.fromEntries(names.map((name) => [name, readOwn(data, name)]));
}

function fragmentsOf(document: DocumentNode): Readonly<Record<string, FragmentDefinitionNode>> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}
