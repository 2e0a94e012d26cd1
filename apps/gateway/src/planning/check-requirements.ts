import type { FetchNode, QueryPlan, RequiredSelection } from '@health-graph/plan-executor';
import { type DefinitionNode, type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { fetchesOf } from './fetches-of.ts';
import { isComposite, namedType, readGraphNames, textArgument } from './join-directives.ts';

/** Throws when a plan asks a subgraph to compute from members that the plan does not bring. */
export type CheckRequirements = (plan: QueryPlan) => void;

/**
 * For chains of `@requires` that go back and forth between subgraphs the planner sometimes asks for a computation before
 * what it requires is there, or where nothing can bring it. The subgraph would then compute from nothing, and nobody
 * would see it: such a plan is refused.
 */
export function createRequirementsCheck(supergraph: DocumentNode): CheckRequirements {
  const requirements = readRequirements(supergraph);
  return (plan) => {
    if (requirements.size === 0) return;
    for (const fetch of fetchesOf(plan.node)) checkFetch(fetch, requirements);
  };
}

/** What a field of a subgraph is computed from. */
interface Requirement {
  readonly selection: SelectionSetNode;
  /** Some field provides members of this type, so that they may be there without being brought. */
  readonly isProvided: boolean;
}

/** Requirements by `subgraph.Type.field`, and the type of each field by `Type.field`. */
interface Requirements extends ReadonlyMap<string, Requirement> {
  readonly typeOf: (typeName: string, field: string) => string;
  readonly rootTypes: Readonly<Record<string, string>>;
}

function checkFetch(fetch: FetchNode, requirements: Requirements): void {
  const [operation] = parse(fetch.operation, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return;
  const brought = new Set((fetch.requires ?? []).flatMap(topLevelNames));
  const visit = (selectionSet: SelectionSetNode, typeName: string, isEntity: boolean): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, isEntity);
      if (selection.kind !== Kind.FIELD) continue;
      const field = selection.name.value;
      const requirement = requirements.get(`${fetch.serviceName}.${typeName}.${field}`);
      if (requirement !== undefined && !(isEntity ? bringsAll(brought, requirement) : requirement.isProvided)) {
        throw new Error(`The plan does not bring what ${typeName}.${field} requires.`);
      }
      if (selection.selectionSet === undefined) continue;
      if (field === '_entities') visit(selection.selectionSet, '', true);
      else visit(selection.selectionSet, requirements.typeOf(typeName, field), false);
    }
  };
  visit(operation.selectionSet, requirements.rootTypes[operation.operation] ?? '', false);
}

function bringsAll(brought: ReadonlySet<string>, { selection }: Requirement): boolean {
  return selection.selections.every((required) => required.kind !== Kind.FIELD || brought.has(required.name.value));
}

function topLevelNames(selection: RequiredSelection): readonly string[] {
  return selection.kind === 'Field' ? [selection.name] : selection.selections.flatMap(topLevelNames);
}

function readRequirements(supergraph: DocumentNode): Requirements {
  const graphNames = readGraphNames(supergraph);
  const fields = supergraph.definitions.flatMap(joinFields);
  const isProvided = fields.some(({ directive }) => textArgument(directive, 'provides') !== undefined);
  const external = new Set(
    fields.filter(isExternal).map(({ typeName, field, directive }) => `${textArgument(directive, 'graph')}.${typeName}.${field}`),
  );
  const types = readFieldTypes(supergraph);
  const typeOf = (typeName: string, field: string): string => types.get(`${typeName}.${field}`) ?? '';
  /** What is not external the subgraph has itself, and nobody needs to bring it. */
  const needsBringing = ({ selections }: SelectionSetNode, typeName: string, graph: string): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return needsBringing(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, graph);
      if (selection.kind !== Kind.FIELD) return false;
      const name = selection.name.value;
      if (external.has(`${graph}.${typeName}.${name}`)) return true;
      return selection.selectionSet !== undefined && needsBringing(selection.selectionSet, typeOf(typeName, name), graph);
    });
  const requirements = new Map<string, Requirement>();
  for (const { typeName, field, directive } of fields) {
    const requires = textArgument(directive, 'requires');
    const graph = textArgument(directive, 'graph') ?? '';
    const [operation] = requires === undefined ? [] : parse(`{${requires}}`, { noLocation: true }).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || !needsBringing(operation.selectionSet, typeName, graph)) continue;
    requirements.set(`${graphNames.get(graph)}.${typeName}.${field}`, { selection: operation.selectionSet, isProvided });
  }
  return Object.assign(requirements, { typeOf, rootTypes: readRootTypes(supergraph) });
}

function isExternal({ directive }: ReturnType<typeof joinFields>[number]): boolean {
  return directive.arguments?.some(({ name, value }) => name.value === 'external' && value.kind === Kind.BOOLEAN && value.value) ?? false;
}

function readFieldTypes(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const composites = supergraph.definitions.filter(isComposite);
  return new Map(
    composites.flatMap(({ name, fields = [] }) =>
      fields.map((field) => [`${name.value}.${field.name.value}`, namedType(field.type)] as const),
    ),
  );
}

function readRootTypes(supergraph: DocumentNode): Readonly<Record<string, string>> {
  const schema = supergraph.definitions.find((definition) => definition.kind === Kind.SCHEMA_DEFINITION);
  const named =
    schema?.kind === Kind.SCHEMA_DEFINITION ? schema.operationTypes.map(({ operation, type }) => [operation, type.name.value]) : [];
  return { query: 'Query', mutation: 'Mutation', subscription: 'Subscription', ...Object.fromEntries(named) };
}

function joinFields(definition: DefinitionNode) {
  if (!isComposite(definition)) return [];
  return (definition.fields ?? []).flatMap((field) =>
    (field.directives ?? []).flatMap((directive) =>
      directive.name.value === 'join__field' ? [{ typeName: definition.name.value, field: field.name.value, directive }] : [],
    ),
  );
}
