import { recordDefinitions, recordId } from '@health-graph/records';

/** JSON Schema, as far as the definitions of records use it. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Words that occur nowhere else, and in no list of illnesses: sixteen characters of a hash. */
export const canaryOf = (key: string): string => `q${recordId('canary', 'Text', key).slice(-15).toLowerCase()}`;

/** Fields whose values follow a form, or decide something. */
const given: Readonly<Record<string, (key: string) => unknown>> = {
  communeCode: () => '19333',
  provinceCode: () => '44',
  nationalId: (key) => digitsOf(key, 12),
  birthDate: () => '1957-03-08',
  name: (key) => nameOf(key),
  licenceNumber: (key) => digitsOf(key, 12),
  contentType: () => 'text/plain',
  data: (key) => Buffer.from(canaryOf(key)).toString('base64'),
  prescriptionCode: (key) => `${canaryOf(key).slice(1, 13)}-c`,
  assuranceLevel: () => 2,
  electronicRecordsSince: () => '2025-09-30',
};

const nameOf = (key: string) => [1, 2, 3].map((part) => canaryOf(`${key}/${part}`).slice(1, 9)).join(' ');
const digitsOf = (key: string, length: number) =>
  [...recordId('canary', 'Digits', key)]
    .map((letter) => letter.charCodeAt(0) % 10)
    .join('')
    .padEnd(length, '7')
    .slice(-length);

/** Where the record refers to others: the id at a path, undefined where it names nobody. */
export type References = (path: string) => string | undefined;

/** The data of a record of this type with every field in it, each text a canary of its own. */
export function wholeRecord(type: string, key: string, references: References): Readonly<Record<string, unknown>> {
  const definition = Object.values(recordDefinitions).find((known) => known.type === type);
  if (definition === undefined) throw new Error(`${type} is no type of record.`);
  return membersOf(definition.schema as Schema, '', { key: `${type}/${key}`, references });
}

interface Making {
  readonly key: string;
  readonly references: References;
}

function membersOf({ properties = {} }: Schema, path: string, making: Making): Record<string, unknown> {
  const members = Object.entries(properties).map(([name, schema]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [name, made(name, schema, at, making)] as const;
  });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

export const always = { start: '2000-01-01', end: '2099-12-31' };
const times = ['2026-03-08T08:00:00+07:00', '2026-03-08'];

function made(name: string, schema: Schema, path: string, making: Making): unknown {
  if (schema.enum !== undefined) return name === 'status' && schema.enum.includes('ACTIVE') ? 'ACTIVE' : schema.enum[0];
  if (/Ids?$/.test(name) && name !== 'nationalId') {
    const id = making.references(path);
    return schema.type === 'array' && id !== undefined ? [id] : id;
  }
  if (name in given && schema.type !== 'array' && schema.type !== 'object') return given[name]?.(`${making.key}/${path}`);
  if (name === 'period' && schema.type === 'object')
    return path === 'coverages.period' ? always : { start: '2026-03-08T08:00:00+07:00', end: '2026-03-08T08:45:00+07:00' };
  switch (schema.type) {
    case 'object':
      return membersOf(schema, path, making);
    case 'array':
      return [made('item', schema.items ?? {}, path, making)];
    case 'integer':
      return 3;
    case 'number':
      return 1.5;
    case 'boolean':
      return true;
    default:
      return (
        times.find((time) => schema.pattern !== undefined && new RegExp(schema.pattern).test(time)) ?? canaryOf(`${making.key}/${path}`)
      );
  }
}
