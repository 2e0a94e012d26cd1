import type { RecordDefinition } from '@health-graph/records';
import { Schema, type SchemaDefinition } from 'mongoose';
import { type Derivation, derivedPaths } from './derivation.ts';
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
 * was checked at the ingest boundary by the same definition; here it says how filters are cast and which paths exist at all. What is derived
 * from the data lies beside it.
 */
export function mongooseSchemaOf(definition: RecordDefinition, derivation?: Derivation): Schema {
  const fields = definition.schema.properties as Readonly<Record<string, SchemaNode>>;
  const derived = derivedPaths(derivation);
  refuseTaken(
    definition.type,
    Object.keys(fields).filter((name) => name !== 'patientId'),
    envelopeFields,
  );
  refuseTaken(definition.type, Object.keys(derived), { ...fields, ...envelopeFields });
  const schema = new Schema({ ...objectOf(fields), ...derived, ...envelopeFields } as SchemaDefinition, {
    ...strictOptions,
    collection: definition.collection,
  });
  for (const index of [...definition.indexes, ...(derivation?.indexes ?? [])]) schema.index({ ...index });
  return schema;
}

function refuseTaken(type: string, names: readonly string[], taken: object): void {
  const clash = names.find((name) => name in taken);
  if (clash !== undefined) throw new Error(`${type}.${clash} takes a name that is taken.`);
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
