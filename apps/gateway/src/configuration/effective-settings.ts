import { isGroup } from './check-settings.ts';
import type { SettingSchema } from './setting-schema.ts';
import { settingsSchema } from './settings-schema.ts';

type Group = Readonly<Record<string, unknown>>;

/** Later ones override earlier ones, setting by setting; a list is replaced as a whole. */
export function merged(...sources: readonly Group[]): Group {
  const sum: Record<string, unknown> = {};
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) {
      const before = sum[name];
      if (value !== undefined) sum[name] = isGroup(before) && isGroup(value) ? merged(before, value) : value;
    }
  }
  return sum;
}

const hidden = '(hidden)';

/** The settings in force, defaults included, as a configuration file would have them; secrets and passwords in URLs are hidden. */
export function shownSettings(settings: Group): Group {
  return shown(settings, settingsSchema) as Group;
}

function shown(value: unknown, schema: SettingSchema): unknown {
  if (schema.writeOnly === true) return value === undefined ? undefined : hidden;
  const form = schema.anyOf?.find(({ type }) => type === (isGroup(value) ? 'object' : 'string')) ?? schema;
  if (typeof value === 'string') return withoutCredentials(value);
  if (!isGroup(value)) return value ?? (form.properties === undefined ? schema.default : undefined);
  const { properties } = form;
  if (properties === undefined) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member, {})]));
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, member]) => {
      const text = shown(value[name] ?? (member.properties === undefined ? undefined : member.default), member);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

function withoutCredentials(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.username === '' && url.password === '') return text;
  return text.replace(/\/\/[^/]*@/, `//${hidden}@`);
}
