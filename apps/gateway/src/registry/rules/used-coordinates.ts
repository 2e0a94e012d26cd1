import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * What a recorded operation relies on: types it names or gets, fields, arguments, and of enums and inputs every value and field, because what comes in
 * variables was never written down.
 */
export function usedCoordinates(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: ({ name, arguments: given = [] }) => {
        const parent = info.getParentType();
        if (!parent) return;
        const coordinate = `${parent.name}.${name.value}`;
        used.add(parent.name).add(coordinate);
        for (const argument of given) used.add(`${coordinate}.${argument.name.value}`);
        const type = info.getType();
        if (type) useType(schema, getNamedType(type), used);
      },
      Argument: () => useInput(schema, info.getInputType(), used),
      VariableDefinition: ({ type }) => useInput(schema, typeFromAST(schema, type) as GraphQLInputType | undefined, used),
      NamedType: ({ name }) => void used.add(name.value),
      Directive: ({ name }) => void used.add(`@${name.value}`),
    }),
  );
  return used;
}

function useInput(schema: GraphQLSchema, type: GraphQLInputType | null | undefined, used: Set<string>): void {
  if (type) useType(schema, getNamedType(type), used);
}

function useType(schema: GraphQLSchema, type: GraphQLNamedType, used: Set<string>): void {
  const isKnown = used.has(type.name);
  used.add(type.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) used.add(`${type.name}.${name}`);
  // An abstract type may give any of what stands behind it.
  if (isAbstractType(type)) for (const { name } of schema.getPossibleTypes(type)) used.add(name);
  if (!isInputObjectType(type) || isKnown) return;
  for (const field of Object.values(type.getFields())) {
    used.add(`${type.name}.${field.name}`);
    useType(schema, getNamedType(field.type), used);
  }
}
