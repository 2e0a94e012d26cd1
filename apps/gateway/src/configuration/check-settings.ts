import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import type { SettingSchema } from './setting-schema.ts';

/** A value that a configuration cannot have. */
export interface SettingFault {
  /** `limits.depth` */
  readonly path: string;
  /** Without the value, which may be a secret. */
  readonly reason: string;
}

/** Every way in which `value` is not what the schema says. */
export function faultsOf(value: unknown, schema: SettingSchema, path = ''): readonly SettingFault[] {
  const { anyOf, const: constant, type } = schema;
  const fault = (reason: string) => [{ path, reason }];
  if (anyOf !== undefined) return faultsOfEither(value, anyOf, path);
  if (constant !== undefined) return value === constant ? [] : fault(`must be ${constant}`);
  if (type === 'object') return isGroup(value) ? faultsOfGroup(value, schema, path) : fault('must be a group of settings');
  if (type === 'array') return Array.isArray(value) ? faultsOfList(value, schema, path) : fault('must be a list');
  const reason = scalarFault(value, schema);
  return reason === undefined ? [] : fault(reason);
}

export const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A group is held against the form that takes groups, so that its faults are named each; anything else against the others. */
function faultsOfEither(value: unknown, forms: readonly SettingSchema[], path: string): readonly SettingFault[] {
  if (forms.some((form) => faultsOf(value, form).length === 0)) return [];
  const groups = forms.find(({ type }) => type === 'object');
  if (isGroup(value) && groups !== undefined) return faultsOf(value, groups, path);
  return [{ path, reason: `must be ${forms.map(describe).join(' or ')}` }];
}

const describe = ({ const: constant, type }: SettingSchema): string =>
  constant ?? { object: 'a group of settings', string: 'a text' }[type as 'object' | 'string'] ?? `${type}`;

function faultsOfGroup(value: Readonly<Record<string, unknown>>, schema: SettingSchema, path: string): readonly SettingFault[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const missing = required.filter((name) => value[name] === undefined).map((name) => ({ path: at(name), reason: 'must be given' }));
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties || undefined;
    return known === undefined
      ? [{ path: at(name), reason: unknownName(name, Object.keys(properties)) }]
      : faultsOf(member, known, at(name));
  });
  return [...missing, ...wrong];
}

function unknownName(name: string, names: readonly string[]): string {
  const [nearest] = suggestionList(name, names);
  return `is no setting${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function faultsOfList(value: readonly unknown[], { items = {} }: SettingSchema, path: string): readonly SettingFault[] {
  return value.flatMap((entry, index) => faultsOf(entry, items, `${path}[${index}]`));
}

function scalarFault(value: unknown, { type, enum: choices, minimum, maximum, minLength }: SettingSchema): string | undefined {
  if (type === 'string' && typeof value !== 'string') return 'must be a text';
  if (type === 'boolean' && typeof value !== 'boolean') return 'must be true or false';
  if (type === 'integer' && !Number.isInteger(value)) return 'must be a whole number';
  if (choices !== undefined && !choices.includes(value as string)) return `must be one of ${choices.join(', ')}`;
  if (minLength !== undefined && String(value).length < minLength) return `must have at least ${minLength} characters`;
  if (minimum !== undefined && Number(value) < minimum) return `must be at least ${minimum}`;
  if (maximum !== undefined && Number(value) > maximum) return `must be at most ${maximum}`;
  return undefined;
}
