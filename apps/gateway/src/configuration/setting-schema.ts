/** The part of JSON Schema (2020-12) that the settings need, and what is ours: where a value may come from besides. */
export interface SettingSchema {
  readonly description?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly items?: SettingSchema;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
  /** Of an object with names that are not known beforehand; every other object takes no name but its own. */
  readonly additionalProperties?: SettingSchema | false;
  readonly anyOf?: readonly SettingSchema[];
  readonly default?: unknown;
  /** A secret: never shown. */
  readonly writeOnly?: true;
  /** A path in a file is relative to the folder of that file. */
  readonly format?: 'path' | 'uri';
  /** The variable of the environment that overrides it. */
  readonly 'x-environment'?: string;
}

type Rest = Omit<SettingSchema, 'type' | 'description'>;

export const text = (description: string, rest: Rest = {}): SettingSchema => ({ description, type: 'string', ...rest });
export const count = (description: string, defaultValue?: number, rest: Rest = {}): SettingSchema => ({
  description,
  type: 'integer',
  minimum: 1,
  ...(defaultValue === undefined ? {} : { default: defaultValue }),
  ...rest,
});
export const port = (description: string, rest: Rest = {}): SettingSchema =>
  count(description, undefined, { minimum: 0, maximum: 65_535, ...rest });
export const flag = (description: string, defaultValue: boolean, rest: Rest = {}): SettingSchema => ({
  description,
  type: 'boolean',
  default: defaultValue,
  ...rest,
});
export const words = (description: string, rest: Rest = {}): SettingSchema => ({
  description,
  type: 'array',
  items: { type: 'string' },
  default: [],
  ...rest,
});
export const group = <Names extends string>(
  description: string,
  properties: Readonly<Record<Names, SettingSchema>>,
  rest: Rest = {},
): SettingSchema => ({ description, type: 'object', properties, additionalProperties: false, ...rest });
export const fromEnvironment = (name: string): Rest => ({ 'x-environment': name });
