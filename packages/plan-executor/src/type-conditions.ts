import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationTypeNode,
} from 'graphql';

/** What the plan's type conditions need to know about the supergraph's types. */
export interface TypeConditions {
  /** True when an object that calls itself `typeName` satisfies `... on condition`. */
  matches(typeName: string, condition: string): boolean;
  isObjectType(typeName: string): boolean;
  /** True when the graph promises a value for this field, so that a null means its fetch failed. */
  isNonNull(typeName: string, fieldName: string): boolean;
  /** undefined where the supergraph has no such field. */
  fieldType(typeName: string, fieldName: string): FieldType | undefined;
  rootType(operationKind: string): string | undefined;
}

/** The type of a field without its non-nulls. */
export interface FieldType {
  readonly name: string;
  /** 2 for a list of lists. */
  readonly listDepth: number;
}

/**
 * Reads the conditions from the *full* supergraph, `@inaccessible` types included: subgraphs speak of them. An interface
 * counts as an object's type here, since the subgraph of an `@interfaceObject` answers with the interface's name.
 */
export function createTypeConditions(supergraph: GraphQLSchema): TypeConditions {
  const namesOf = new Map<string, ReadonlySet<string>>();
  const namesSatisfying = (condition: string): ReadonlySet<string> => {
    const known = namesOf.get(condition);
    if (known !== undefined) return known;
    const names = new Set([condition]);
    const type = supergraph.getType(condition);
    if (isAbstractType(type)) for (const possible of supergraph.getPossibleTypes(type)) names.add(possible.name);
    if (isInterfaceType(type)) for (const sub of supergraph.getImplementations(type).interfaces) names.add(sub.name);
    namesOf.set(condition, names);
    return names;
  };
  const typeOf = (typeName: string, fieldName: string): GraphQLOutputType | undefined => {
    const type = supergraph.getType(typeName);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName]?.type : undefined;
  };
  return {
    matches: (typeName, condition) => typeName === condition || namesSatisfying(condition).has(typeName),
    isObjectType: (typeName) => isObjectType(supergraph.getType(typeName)),
    isNonNull: (typeName, fieldName) => isNonNullType(typeOf(typeName, fieldName)),
    fieldType: (typeName, fieldName) => unwrapped(typeOf(typeName, fieldName)),
    rootType: (operationKind) => supergraph.getRootType(operationKind as OperationTypeNode)?.name,
  };
}

function unwrapped(type: GraphQLOutputType | undefined, listDepth = 0): FieldType | undefined {
  if (type === undefined) return undefined;
  if (isNonNullType(type)) return unwrapped(type.ofType, listDepth);
  return isListType(type) ? unwrapped(type.ofType, listDepth + 1) : { name: type.name, listDepth };
}
