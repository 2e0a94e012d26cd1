import { type DefinitionNode, type FieldDefinitionNode, type InputValueDefinitionNode, Kind, parse, print } from 'graphql';

/** What a schema has, by coordinate: the type of a field or argument, or nothing for a value or a member of a union. */
export type SchemaMembers = ReadonlyMap<string, string>;

/** Types of the federation itself, which every subgraph has in its own way. */
const isOwn = (name: string): boolean => !name.startsWith('_') && !name.includes('__');

/** Fields that somebody else answers are left out: a composition keeps only those that it needs. */
export function membersOf(sdl: string): SchemaMembers {
  const members = new Map<string, string>();
  for (const definition of parse(sdl, { noLocation: true }).definitions) {
    for (const [coordinate, type] of membersIn(definition)) members.set(coordinate, type);
  }
  return members;
}

function* membersIn(definition: DefinitionNode): Generator<readonly [string, string]> {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      if (isOwn(definition.name.value)) for (const field of definition.fields ?? []) yield* membersOfField(definition.name.value, field);
      return;
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      if (isOwn(definition.name.value))
        for (const field of definition.fields ?? []) yield [`${definition.name.value}.${field.name.value}`, typeOf(field)];
      return;
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      if (isOwn(definition.name.value))
        for (const { name } of definition.values ?? []) yield [`${definition.name.value}.${name.value}`, ''];
      return;
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
      if (isOwn(definition.name.value)) for (const { name } of definition.types ?? []) yield [`${definition.name.value}.${name.value}`, ''];
      return;
    default:
  }
}

function* membersOfField(parent: string, field: FieldDefinitionNode): Generator<readonly [string, string]> {
  const isElsewhere = field.directives?.some(({ name }) => name.value === 'external' || name.value === 'federation__external');
  if (isElsewhere || !isOwn(field.name.value)) return;
  const coordinate = `${parent}.${field.name.value}`;
  yield [coordinate, typeOf(field)];
  for (const argument of field.arguments ?? []) yield [`${coordinate}(${argument.name.value}:)`, typeOf(argument)];
}

const typeOf = ({ type }: FieldDefinitionNode | InputValueDefinitionNode): string => print(type);
