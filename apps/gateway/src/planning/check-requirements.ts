import type { FetchNode, PlanNode, QueryPlan, RequiredSelection } from '@health-graph/plan-executor';
import { type DefinitionNode, type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { readGraphNames, textArgument } from './join-directives.ts';

/** Throws when a plan asks a subgraph to compute from members that the plan does not bring. */
export type CheckRequirements = (plan: QueryPlan) => void;

/**
 * For chains of `@requires` that go back and forth between subgraphs the planner sometimes sends a fetch before what it
 * requires is there. The subgraph would then compute from nothing, and nobody would see it: such a plan is refused.
 */
export function createRequirementsCheck(supergraph: DocumentNode): CheckRequirements {
  const requiredBy = readRequirements(supergraph);
  return (plan) => {
    if (requiredBy.size === 0 || plan.node === undefined || plan.node.kind === 'Subscription') return;
    for (const fetch of fetchesOf(plan.node)) checkFetch(fetch, requiredBy);
  };
}

/** Names of required members by `subgraph.Type.field`. */
type Requirements = ReadonlyMap<string, readonly string[]>;

function checkFetch(fetch: FetchNode, requiredBy: Requirements): void {
  if (fetch.requires === undefined) return;
  const [operation] = parse(fetch.operation, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return;
  const brought = new Set(fetch.requires.flatMap(topLevelNames));
  for (const entities of operation.selectionSet.selections) {
    if (entities.kind !== Kind.FIELD || entities.selectionSet === undefined) continue;
    for (const { typeName, name } of entityFields(entities.selectionSet, '')) {
      const missing = requiredBy.get(`${fetch.serviceName}.${typeName}.${name}`)?.find((required) => !brought.has(required));
      if (missing !== undefined) throw new Error(`The plan does not bring ${missing} for ${typeName}.${name}.`);
    }
  }
}

function topLevelNames(selection: RequiredSelection): readonly string[] {
  return selection.kind === 'Field' ? [selection.name] : selection.selections.flatMap(topLevelNames);
}

function entityFields({ selections }: SelectionSetNode, typeName: string): readonly { readonly typeName: string; readonly name: string }[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [{ typeName, name: selection.name.value }];
    return selection.kind === Kind.INLINE_FRAGMENT
      ? entityFields(selection.selectionSet, selection.typeCondition?.name.value ?? typeName)
      : [];
  });
}

function fetchesOf(node: PlanNode): readonly FetchNode[] {
  switch (node.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((clause) => (clause === undefined ? [] : fetchesOf(clause)));
    case 'Defer':
      return [node.primary, ...node.deferred].flatMap((part) => (part.node === undefined ? [] : fetchesOf(part.node)));
  }
}

function readRequirements(supergraph: DocumentNode): Requirements {
  const graphNames = readGraphNames(supergraph);
  const requirements = new Map<string, readonly string[]>();
  for (const { typeName, field, directive } of supergraph.definitions.flatMap(joinFields)) {
    const requires = textArgument(directive, 'requires');
    if (requires === undefined) continue;
    const [operation] = parse(`{${requires}}`, { noLocation: true }).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) continue;
    const names = operation.selectionSet.selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
    requirements.set(`${graphNames.get(textArgument(directive, 'graph') ?? '')}.${typeName}.${field}`, names);
  }
  return requirements;
}

function joinFields(definition: DefinitionNode) {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  return (definition.fields ?? []).flatMap((field) =>
    (field.directives ?? []).flatMap((directive) =>
      directive.name.value === 'join__field' ? [{ typeName: definition.name.value, field: field.name.value, directive }] : [],
    ),
  );
}
