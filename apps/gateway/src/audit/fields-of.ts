import type { IsField } from '@health-graph/audit';
import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';

/** Whether a schema has a field `Condition.code`. */
export function fieldsOf(schema: GraphQLSchema): IsField {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const coordinates = new Set(types.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)));
  return (coordinate) => coordinates.has(coordinate);
}
