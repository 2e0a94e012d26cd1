import { recordDefinitions } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { type EnumTypeDefinitionNode, Kind, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';
import { readSubgraphSchemas } from './read-schema.ts';

const schemas = await readSubgraphSchemas();
const enums = new Map(
  schemas.flatMap(({ document }) =>
    document.definitions
      .filter((definition): definition is EnumTypeDefinitionNode => definition.kind === Kind.ENUM_TYPE_DEFINITION)
      .map((definition) => [definition.name.value, (definition.values ?? []).map((value) => value.name.value)] as const),
  ),
);

/** Kept for deciding and counting, and in no SDL: where the record was made, and what adoption is counted by. */
const storedOnly = new Set(['facilityId', 'departmentId', 'communeCode', 'accountId', 'patientId']);

function ownType(name: string, subgraph: string): ObjectTypeDefinitionNode {
  const found = schemas
    .find((schema) => schema.name === subgraph)
    ?.document.definitions.find((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === name);
  if (found?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error(`${subgraph} has no type ${name}.`);
  return found;
}

describe.each(Object.values(recordDefinitions).map((definition) => [definition.type, definition] as const))(
  'the record %s',
  (type, definition) => {
    const fields = new Map((ownType(type, definition.subgraph).fields ?? []).map((field) => [field.name.value, field]));

    it('has no field that the SDL does not know by the same name, or by the name of the entity it points to', () => {
      const unknown = Object.keys(definition.schema.properties).filter((name) => {
        const entity = name.replace(/(?:Ids|Id|Code)$/, '');
        const candidates = [name, entity, `${entity}s`, `${entity}es`, entity === 'addressedCondition' ? 'addresses' : name];
        return !storedOnly.has(name) && !candidates.some((candidate) => fields.has(candidate));
      });

      expect(unknown).toEqual([]);
    });

    it('lists the values of each enum as the SDL does', () => {
      for (const [name, schema] of Object.entries(definition.schema.properties) as [string, { readonly enum?: readonly string[] }][]) {
        const field = fields.get(name);
        const values = field && enums.get(namedType(field.type));
        if (values || schema.enum) expect({ name, values: schema.enum ?? itemEnum(schema) }).toEqual({ name, values });
      }
    });
  },
);

function itemEnum(schema: object): unknown {
  return 'items' in schema ? (schema.items as { readonly enum?: readonly string[] }).enum : undefined;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
