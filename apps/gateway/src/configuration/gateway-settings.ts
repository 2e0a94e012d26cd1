import { readConfig, settingsFromEnvironment } from '../config.ts';
import type { ProcessSettings } from '../workers/worker-settings.ts';
import { isGroup } from './check-settings.ts';
import { merged, shownSettings } from './effective-settings.ts';
import { readSettingsFile } from './read-settings-file.ts';
import type { SettingSchema } from './setting-schema.ts';
import { type FileSettings, settingsSchema } from './settings-schema.ts';

export interface SettingSources {
  /** Default: what `GATEWAY_CONFIG` names, if anything. */
  readonly file?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What holds where nothing else is said. */
  readonly defaults?: FileSettings;
  /** Of the command line: they override both. */
  readonly options?: FileSettings;
}

/**
 * Settings from a file, overridden by the environment, overridden by options.
 * @throws {InvalidConfiguration} naming each fault of the file
 */
export async function readGatewaySettings({ file, environment, defaults = {}, options = {} }: SettingSources): Promise<ProcessSettings> {
  const path = file ?? environment['GATEWAY_CONFIG'];
  const fromFile = path === undefined ? {} : await readSettingsFile(path);
  // What is said in words counts more than what follows from NODE_ENV.
  const own: FileSettings = { port: 4000, introspection: environment['NODE_ENV'] !== 'production' };
  const groups = [own, defaults, fromFile, settingsFromEnvironment(environment), options].map((settings) => ({ ...settings }));
  const settings = merged(...groups);
  // A group is asked for by its own variable or by the file; the variables of its members count only then.
  const within = Object.entries(settings).flatMap(([name, value]) => {
    const members = membersIn(settingsSchema.properties?.[name], environment);
    return isGroup(value) ? [[name, members] as const] : [];
  });
  return merged(settings, Object.fromEntries(within)) as unknown as ProcessSettings;
}

/** Texts that the environment gives for the members of a group. */
function membersIn(schema: SettingSchema | undefined, environment: SettingSources['environment']): Readonly<Record<string, string>> {
  const { properties = {} } = schema?.anyOf?.find(({ type }) => type === 'object') ?? schema ?? {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { type, 'x-environment': variable = '' }]) => {
      const value = type === 'string' ? environment[variable] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The settings in force as a configuration file would have them, secrets hidden.
 * @throws {InvalidConfiguration} naming each fault
 */
export async function describeSettings(settings: ProcessSettings): Promise<Readonly<Record<string, unknown>>> {
  await readConfig(settings);
  return shownSettings({ ...settings });
}
