import { type RecordType, recordDefinitions } from '@health-graph/records';

/** What of a JSON schema matters here. */
interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** Value types that many records share: their fields count once, wherever they occur. */
const valueTypes: Readonly<Record<string, readonly string[]>> = {
  Coding: ['system', 'code', 'display'],
  CodeableConcept: ['coding', 'text'],
  Quantity: ['value', 'comparator', 'unit', 'code'],
  Period: ['start', 'end'],
  Identifier: ['system', 'value'],
};

/** Every field that the definitions name: `Patient.names.family`, `Quantity.comparator`. */
export function definedFields(): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const type of Object.keys(recordDefinitions) as RecordType[])
    walkShape(recordDefinitions[type].schema as Shape, type, (path) => fields.add(path));
  return fields;
}

/** Calls `onField` with each field that `data` fills. */
export function filledFields(type: RecordType, data: unknown, onField: (path: string) => void): void {
  walkValue(recordDefinitions[type].schema as Shape, data, type, onField);
}

/** Calls `onReference` with each id that `data` refers to and the path of the field that holds it. */
export function references(data: unknown, path: string, onReference: (id: string, path: string) => void): void {
  if (Array.isArray(data)) for (const item of data) references(item, path, onReference);
  else if (typeof data === 'object' && data !== null)
    for (const [name, value] of Object.entries(data)) references(value, `${path}.${name}`, onReference);
  else if (typeof data === 'string' && /Ids?$/.test(path) && path.split('.').at(-1) !== 'nationalId') onReference(data, path);
}

function walkShape(shape: Shape, path: string, onField: (path: string) => void): void {
  const inner = shape.items ?? shape;
  const name = nameOf(inner) ?? path;
  for (const [field, child] of Object.entries(inner.properties ?? {})) {
    onField(`${name}.${field}`);
    walkShape(child, `${name}.${field}`, onField);
  }
}

function walkValue(shape: Shape, value: unknown, path: string, onField: (path: string) => void): void {
  if (shape.items !== undefined) {
    for (const item of value as readonly unknown[]) walkValue(shape.items, item, path, onField);
    return;
  }
  if (shape.properties === undefined) return;
  const name = nameOf(shape) ?? path;
  for (const [field, child] of Object.entries(value as object)) {
    const inner = shape.properties[field];
    if (inner === undefined) continue;
    onField(`${name}.${field}`);
    walkValue(inner, child, `${name}.${field}`, onField);
  }
}

function nameOf({ properties }: Shape): string | undefined {
  if (properties === undefined) return undefined;
  const fields = Object.keys(properties).toSorted().join();
  return Object.keys(valueTypes).find((name) => valueTypes[name]?.toSorted().join() === fields);
}
