import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidConfiguration } from '@health-graph/errors';
import { parse } from 'yaml';
import { faultsOf, isGroup } from './check-settings.ts';
import type { SettingSchema } from './setting-schema.ts';
import { type FileSettings, settingsSchema } from './settings-schema.ts';

/**
 * Settings of a YAML or JSON file; paths in it are relative to its folder.
 * @throws {InvalidConfiguration} naming each fault with its path in the file
 */
export async function readSettingsFile(file: string): Promise<FileSettings> {
  const content = parsed(await textOf(file)) ?? {};
  const faults = faultsOf(content, settingsSchema);
  if (faults.length > 0) {
    const reasons = faults.map(({ path, reason }) => `${path === '' ? 'the file' : path} ${reason}`);
    throw new InvalidConfiguration(`The configuration file cannot be used: ${reasons.join('; ')}.`, {
      setting: faults.map(({ path }) => path).join(','),
    });
  }
  return withPaths(content, settingsSchema, dirname(file)) as FileSettings;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidConfiguration('The configuration file cannot be read.', { setting: 'config' }, { cause });
  }
}

/** JSON is YAML, too. */
function parsed(text: string): unknown {
  try {
    return parse(text, { uniqueKeys: true });
  } catch (cause) {
    throw new InvalidConfiguration('The configuration file is neither YAML nor JSON.', { setting: 'config' }, { cause });
  }
}

function withPaths(value: unknown, schema: SettingSchema | undefined, folder: string): unknown {
  if (typeof value === 'string') return schema?.format === 'path' ? resolve(folder, value) : value;
  if (!isGroup(value)) return value;
  const { properties } = schema?.anyOf?.find(({ type }) => type === 'object') ?? schema ?? {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withPaths(member, properties?.[name], folder)]));
}
