import type { RecordDefinition } from '@health-graph/records';
import { Schema, type SchemaDefinition } from 'mongoose';
import { envelopeFields } from './stored-record.ts';

/** The part of JSON Schema that record definitions use. */
interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly enum?: readonly unknown[];
}

/**
 * The mongoose schema of a definition: strict, nested values without ids of their own, with the definition's indexes. What a field may hold
 * was checked at the ingest boundary by the same definition; here it says how filters are cast and which paths exist at all.
 */
export function mongooseSchemaOf(definition: RecordDefinition): Schema {
  const fields = definition.schema.properties as Readonly<Record<string, SchemaNode>>;
  for (const name of Object.keys(envelopeFields)) {
    if (name !== 'patientId' && name in fields) throw new Error(`${definition.type}.${name} takes a name that the envelope needs.`);
  }
  const schema = new Schema({ ...objectOf(fields), ...envelopeFields } as SchemaDefinition, {
    ...strictOptions,
    collection: definition.collection,
  });
  for (const index of definition.indexes) schema.index({ ...index });
  return schema;
}

/** `$type` says the type of a path, so that records may have a field named `type`. */
const strictOptions = {
  strict: 'throw',
  strictQuery: 'throw',
  versionKey: false,
  minimize: false,
  typeKey: '$type',
  autoIndex: false,
} as const;

const objectOf = (fields: Readonly<Record<string, SchemaNode>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, pathOf(node)]));

function pathOf(node: SchemaNode): unknown {
  if (node.enum !== undefined) return { $type: String };
  switch (node.type) {
    case 'string':
      return { $type: String };
    case 'number':
    case 'integer':
      return { $type: Number };
    case 'boolean':
      return { $type: Boolean };
    case 'array':
      return { $type: [node.items === undefined ? Schema.Types.Mixed : pathOf(node.items)], default: undefined };
    case 'object':
      return { $type: new Schema(objectOf(node.properties ?? {}) as SchemaDefinition, { ...strictOptions, _id: false }) };
    default:
      return { $type: Schema.Types.Mixed };
  }
}
