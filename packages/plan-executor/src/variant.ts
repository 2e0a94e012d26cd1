import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind } from 'graphql';
import type { CompileOptions, ExecuteOptions, OperationResult } from './compile-operation.ts';
import { compilePlan, type PlanContext } from './compile-plan.ts';
import type { ErrorSink } from './error-sink.ts';
import { compileIntrospection, type Introspect } from './introspection.ts';
import { type JsonObject, readOwn } from './json.ts';
import { type Complete, type Completion, compileProjection } from './projection.ts';
import type { PlanNode } from './query-plan.ts';
import { noRefusals, type Refusals } from './refusals.ts';
import type { Run, Step } from './run.ts';
import { type Conditions, collectFields, conditionVariables, type SelectionContext } from './selection.ts';
import { conditionValue } from './variables.ts';

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** What is left of an operation once the values of its `@skip`, `@include` and `@defer` variables are known. */
export interface Variant {
  readonly step: Step | undefined;
  readonly project: Complete;
  readonly introspect: Introspect | undefined;
  /** Response names in the operation's order. */
  readonly rootFields: readonly string[];
  /** Those of them that a subgraph has to answer. */
  readonly fetchedFields: readonly string[];
}

/** More combinations of those variables than any client uses; a hostile one only makes us compile again. */
const MAXIMUM_VARIANTS = 64;

/** Gives for the variables of a request what was compiled for their values, and compiles it the first time. */
export function keepVariants<Kept>(
  { document, operation }: CompileOptions,
  compile: (conditions: Conditions) => Kept,
): (variables: ExecuteOptions['variables']) => Kept {
  const names = conditionVariables(document);
  const variants = new Map<string, Kept>();
  return (variables) => {
    const values = names.map((name) => conditionValue(operation, variables, name));
    const key = values.map(Number).join('');
    let variant = variants.get(key);
    if (variant === undefined) {
      if (variants.size >= MAXIMUM_VARIANTS) variants.clear();
      variant = compile(Object.fromEntries(names.map((name, index) => [name, values[index] === true])));
      variants.set(key, variant);
    }
    return variant;
  };
}

export function selectionContext(options: CompileOptions, fragments: Fragments, conditions: Conditions): SelectionContext {
  return { schema: options.schema, fragments, conditions, refusals: options.refusals ?? noRefusals };
}

export function planContext({ types, operation }: CompileOptions, conditions: Conditions): PlanContext {
  return { types, conditions, canShareAnswers: operation.operation !== 'mutation' };
}

export function rootTypeName({ schema, operation }: CompileOptions): string {
  const rootType = schema.getRootType(operation.operation) ?? undefined;
  if (rootType === undefined) throw new Error(`The schema has no ${operation.operation} type.`);
  return rootType.name;
}

export function compileVariant(options: CompileOptions, fragments: Fragments, conditions: Conditions): Variant {
  const step = compilePlan(options.plan.node as PlanNode | undefined, planContext(options, conditions));
  return { step, ...compileAnswer(options, selectionContext(options, fragments, conditions)) };
}

/** How the answer is made of what the steps bring. */
export function compileAnswer({ schema, operation, ...options }: CompileOptions, context: SelectionContext): Omit<Variant, 'step'> {
  const rootType = rootTypeName({ schema, operation, ...options });
  const { fragments, refusals } = context;
  const rootFields = collectFields(context, rootType, [operation.selectionSet]);
  return {
    project: compileProjection(context, rootType, [operation.selectionSet]),
    introspect: compileIntrospection({ schema, operation, fragments, rootFields }),
    rootFields: [...rootFields.keys()],
    fetchedFields: [...rootFields].flatMap(([name, nodes]) => (nodes.some((node) => isFetched(node, refusals)) ? [name] : [])),
  };
}

const isFetched = (node: FieldNode, refusals: Refusals): boolean => !node.name.value.startsWith('__') && !refusals.fields.has(node);

export function finish(
  { project, introspect, rootFields, fetchedFields }: Omit<Variant, 'step'>,
  { data: found, variables }: Run,
  sink: ErrorSink,
): OperationResult {
  for (const name of fetchedFields) {
    if (readOwn(found, name) === undefined && !sink.explains([name])) sink.addFault('No subgraph can answer this field.', [name]);
  }
  let data = complete(project, found, [], sink) as JsonObject | undefined;
  if (data !== undefined && introspect !== undefined) data = inOrder(rootFields, { ...data, ...introspect(variables) });
  return sink.errors.length === 0 ? { data: data ?? null } : { errors: sink.errors, data: data ?? null };
}

/** What of `found` is shown. Its faults are looked for, with their places, only where the first walk met one. */
export function complete(project: Complete, found: unknown, place: readonly (string | number)[], sink: ErrorSink): unknown {
  const first: Completion = { path: undefined, hasFault: false, report: () => undefined, refuse: () => undefined };
  const data = project(found, first);
  if (!first.hasFault) return data;
  const report: Completion['report'] = (message, path) => {
    if (!sink.explains(path)) sink.addFault(message, path);
  };
  return project(found, { path: [...place], hasFault: false, report, refuse: sink.addRefusal });
}

function inOrder(names: readonly string[], data: JsonObject): JsonObject {
  return Object.fromEntries(names.map((name) => [name, readOwn(data, name)]));
}

export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}
