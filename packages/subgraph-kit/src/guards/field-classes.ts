import { InvalidConfiguration } from '@health-graph/errors';
import { type DataClass, isDataClass } from '@health-graph/permissions';
import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** What a schema says of its types for permissions. */
export interface SchemaClasses {
  /** The classes that decide about a field: its own, and those of the value types it gives. Empty: nothing to decide. */
  ofField(field: GraphQLField<unknown, unknown>): readonly DataClass[];
  isEntity(type: GraphQLNamedType): boolean;
  /** The entity whose records a field gives, alone, in a list or in a connection. */
  entityOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType | undefined;
}

const isNamed = ({ name }: ConstDirectiveNode, directive: string): boolean =>
  name.value === directive || name.value === `federation__${directive}`;

/**
 * Reads the labels of a subgraph's schema. A value type is seen through a field only, so its classes are asked for with the field's; a field of a
 * value type cannot carry one of its own, because nobody could say about which record it is.
 */
export function schemaClasses(types: Iterable<GraphQLNamedType>): SchemaClasses {
  const isEntity = (type: GraphQLNamedType): boolean => (directivesOf(type) ?? []).some((directive) => isNamed(directive, 'key'));
  const ofValueType = new Map<string, readonly DataClass[]>();
  const classesOfType = (type: GraphQLNamedType): readonly DataClass[] => {
    const known = ofValueType.get(type.name);
    if (known !== undefined) return known;
    const own = classesIn(directivesOf(type));
    ofValueType.set(type.name, own); // Before its fields: value types may hold each other.
    const inner = isObjectType(type) && !isEntity(type) ? Object.values(type.getFields()).flatMap((field) => innerClasses(field)) : [];
    const all = distinct([...own, ...inner]);
    ofValueType.set(type.name, all);
    return all;
  };
  const innerClasses = (field: GraphQLField<unknown, unknown>): readonly DataClass[] => {
    const type = getNamedType(field.type);
    return isObjectType(type) && !isEntity(type) ? classesOfType(type) : [];
  };
  for (const type of types) {
    if (!isObjectType(type) || isEntity(type) || isRoot(type)) continue;
    const labelled = Object.values(type.getFields()).find((field) => classesIn(field.astNode?.directives).length > 0);
    if (labelled !== undefined)
      throw new InvalidConfiguration('A value type is labelled whole, not field by field.', { setting: `${type.name}.${labelled.name}` });
  }
  return {
    isEntity,
    ofField: (field) => {
      const type = getNamedType(field.type);
      const ofValue = isObjectType(type) && !isEntity(type) && !isPage(type) ? classesOfType(type) : [];
      return withoutPublic(distinct([...classesIn(field.astNode?.directives), ...ofValue]));
    },
    entityOf: (field) => entityIn(getNamedType(field.type), isEntity),
  };
}

const directivesOf = (type: GraphQLNamedType): readonly ConstDirectiveNode[] | undefined => [
  ...(type.astNode?.directives ?? []),
  ...type.extensionASTNodes.flatMap((node) => node.directives ?? []),
];

const isRoot = ({ name }: GraphQLObjectType): boolean => ['Query', 'Mutation', 'Subscription'].includes(name);

/** A connection or an edge (Relay): what it holds is decided row by row. */
const isPage = (type: GraphQLObjectType): boolean => 'edges' in type.getFields() && 'pageInfo' in type.getFields();

function entityIn(type: GraphQLNamedType, isEntity: (type: GraphQLNamedType) => boolean): GraphQLObjectType | undefined {
  if (!isObjectType(type)) return undefined;
  if (isEntity(type)) return type;
  if (!isPage(type)) return undefined;
  const edge = getNamedType(type.getFields()['edges']?.type as GraphQLOutputType);
  const node = isObjectType(edge) ? edge.getFields()['node'] : undefined;
  return node === undefined ? undefined : entityIn(getNamedType(node.type), isEntity);
}

/** Every class that a directive names: groups of a policy would be an OR, which no label of ours is. */
function classesIn(directives: readonly ConstDirectiveNode[] | undefined): readonly DataClass[] {
  return (directives ?? [])
    .filter((directive) => isNamed(directive, 'policy'))
    .flatMap((directive) => {
      const groups = directive.arguments?.find(({ name }) => name.value === 'policies')?.value;
      if (groups?.kind !== 'ListValue') throw unreadable(directive);
      if (groups.values.length !== 1) throw unreadable(directive);
      const [group] = groups.values;
      const names = group?.kind === 'ListValue' ? group.values : [group];
      return names.map((name) => {
        if (name?.kind !== 'StringValue' || !isDataClass(name.value)) throw unreadable(directive);
        return name.value;
      });
    });
}

const unreadable = ({ name }: ConstDirectiveNode) =>
  new InvalidConfiguration('A policy of the schema is not one group of data classes.', { setting: name.value });

const distinct = (classes: readonly DataClass[]): readonly DataClass[] => [...new Set(classes)];

/** `public` asks for nothing beside another class: whoever sees that one has signed in. */
const withoutPublic = (classes: readonly DataClass[]): readonly DataClass[] =>
  classes.length > 1 ? classes.filter((dataClass) => dataClass !== 'public') : classes;

/** Whether a field gives a list. */
export function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
