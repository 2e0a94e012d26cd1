import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';

/** Which subgraph serves what, as the supergraph's join directives say. */
export interface ServedBy {
  placeOf(type: string): 'operation' | 'record' | 'value';
  /** A connection or an edge (Relay). */
  isPage(type: string): boolean;
  /** Names of the subgraphs that resolve a field. */
  subgraphsOf(field: string): readonly string[];
  /** The type that a field gives. */
  given(field: string): string;
}

type TypeNodeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

export function readServedBy(supergraphSdl: string): ServedBy {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const types = new Map<string, TypeNodeWithFields>(definitions.filter(hasFields).map((type) => [type.name.value, type]));
  const fields = new Map<string, { readonly type: TypeNodeWithFields; readonly field: FieldDefinitionNode }>(
    [...types.values()].flatMap((type) =>
      (type.fields ?? []).map((field) => [`${type.name.value}.${field.name.value}`, { type, field }] as const),
    ),
  );
  const subgraphNames = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph'
        ? (definition.values ?? []).map((value) => [value.name.value, String(argumentsOf(value, 'join__graph')[0]?.['name'])] as const)
        : [],
    ),
  );
  const nameOf = (graph: unknown): string => subgraphNames.get(String(graph)) ?? String(graph);
  return {
    placeOf: (type) => {
      if (['Query', 'Mutation', 'Subscription'].includes(type)) return 'operation';
      const joined = argumentsOf(types.get(type) ?? {}, 'join__type');
      return joined.some(({ key }) => key !== undefined) ? 'record' : 'value';
    },
    isPage: (type) => {
      const names = (types.get(type)?.fields ?? []).map(({ name }) => name.value);
      return ['edges', 'pageInfo'].every((name) => names.includes(name)) || ['cursor', 'node'].every((name) => names.includes(name));
    },
    subgraphsOf: (name) => {
      const found = fields.get(name);
      if (found === undefined) return [];
      const own = argumentsOf(found.field, 'join__field').filter(({ graph, external }) => graph !== undefined && external !== true);
      return [...new Set((own.length > 0 ? own : argumentsOf(found.type, 'join__type')).map(({ graph }) => nameOf(graph)))];
    },
    given: (name) => namedType(fields.get(name)?.field),
  };
}

const hasFields = (node: { readonly kind: Kind }): node is TypeNodeWithFields =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

function argumentsOf(node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }, directive: string) {
  return (node.directives ?? [])
    .filter(({ name }) => name.value === directive)
    .map(
      ({ arguments: given = [] }): Readonly<Record<string, unknown>> =>
        Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)])),
    );
}

function namedType(field: FieldDefinitionNode | undefined): string {
  let type: TypeNode | undefined = field?.type;
  while (type !== undefined && type.kind !== Kind.NAMED_TYPE) type = type.type;
  return type?.name.value ?? '';
}
