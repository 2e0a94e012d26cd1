import { InvalidConfiguration } from '@health-graph/errors';
import { isProtected } from './protected-json.ts';

/** One setting: where it comes from, how it is read, and what holds without it. */
export interface Setting<Value> {
  readonly variable: string;
  /** Throws an `Error` that says what the value must be. */
  readonly parse: (text: string) => Value;
  /** Absent: the setting is required. */
  readonly default?: Value;
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Settings = Readonly<Record<string, Setting<unknown>>>;
export type ConfigOf<Spec extends Settings> = { readonly [Name in keyof Spec]: Spec[Name] extends Setting<infer Value> ? Value : never };

/**
 * Reads all settings at once.
 * @throws {InvalidConfiguration} naming every setting at fault, never its value
 */
export function readConfig<const Spec extends Settings>(env: Environment, spec: Spec): ConfigOf<Spec> {
  const faults: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(spec)) {
    try {
      config[name] = readSetting(env, setting);
    } catch (fault) {
      faults.push(`${setting.variable} ${fault instanceof Error ? fault.message : 'is wrong'}`);
    }
  }
  if (faults.length > 0) throw new InvalidConfiguration('The configuration has faults.', { setting: faults.join('; ') });
  return config as ConfigOf<Spec>;
}

function readSetting(env: Environment, setting: Setting<unknown>): unknown {
  const text = env[setting.variable];
  if (text !== undefined && text !== '') return setting.parse(text);
  if ('default' in setting) return setting.default;
  throw new Error('is missing');
}

/** Parsers for settings. */
export const as = {
  text: (text: string): string => text,
  port: (text: string): number => integer(text, 0, 65_535),
  integer:
    (minimum: number, maximum: number) =>
    (text: string): number =>
      integer(text, minimum, maximum),
  flag: (text: string): boolean => oneOf(text, ['true', 'false']) === 'true',
  oneOf:
    <const Choice extends string>(choices: readonly Choice[]) =>
    (text: string): Choice =>
      oneOf(text, choices),
  /** At least 32 characters, as `openssl rand -hex 16` gives. */
  secret: (text: string): string => {
    if (text.length < 32) throw new Error('must have at least 32 characters');
    return text;
  },
  /** Where keys and secrets may come from and go to. */
  protectedUrl: (text: string): string => {
    if (!isProtected(text)) throw new Error('must be an https URL, or an http URL of this machine');
    return text;
  },
  /** As the gateway calls it in ids: `h01`. */
  endpointId: (text: string): string => {
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(text)) throw new Error('must be small letters, digits and dashes');
    return text;
  },
  mongodbUrl: (text: string): string => {
    if (!/^mongodb(?:\+srv)?:\/\/./.test(text)) throw new Error('must begin with mongodb:// or mongodb+srv://');
    return text;
  },
} as const;

function integer(text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && value >= minimum && value <= maximum) return value;
  throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
}

function oneOf<const Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
  return choice;
}
