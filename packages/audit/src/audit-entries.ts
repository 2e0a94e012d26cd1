import { type Condition, conditions, type DataClass, dataClasses } from '@health-graph/permissions';
import { isRecordId } from '@health-graph/records';
import type { AuditEntry } from './audit-event.ts';

type Rule = AuditEntry['rules'][number];
/** Whether the schema has a field `Condition.code`. */
export type IsField = (coordinate: string) => boolean;

/**
 * The entries that a subgraph sent, or undefined when one of them is not what an entry is. Nothing but record ids, fields of the schema and codes of closed
 * lists passes: neither a name nor a national number can come into the log through a subgraph's mistake.
 */
export function auditEntriesFromJson(value: unknown, isField: IsField): readonly AuditEntry[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries = value.map((entry) => entryOf(entry, isField));
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function entryOf(value: unknown, isField: IsField): AuditEntry | undefined {
  const isCoordinate = (name: unknown): name is string => typeof name === 'string' && isField(name);
  if (typeof value !== 'object' || value === null) return undefined;
  const { patientId, classesSeen, classesRefused, fieldsSeen, fieldsRefused, rules, facilityIds } = value as Record<
    keyof AuditEntry,
    unknown
  >;
  const isWhole =
    (patientId === undefined || isId(patientId)) &&
    isListOf(isClass, classesSeen) &&
    isListOf(isClass, classesRefused) &&
    isListOf(isCoordinate, fieldsSeen) &&
    isListOf(isCoordinate, fieldsRefused) &&
    isListOf(isRule, rules) &&
    isListOf(isId, facilityIds);
  if (!isWhole) return undefined;
  const named = rules.map(({ rule, condition }) => ({ rule, condition }));
  return {
    ...(patientId === undefined ? {} : { patientId }),
    classesSeen,
    classesRefused,
    fieldsSeen,
    fieldsRefused,
    rules: named,
    facilityIds,
  };
}

/** One entry for each patient, and one for all that concerns none; every list sorted, each member once. */
export function mergeEntries(entries: readonly AuditEntry[]): readonly AuditEntry[] {
  const groups = Map.groupBy(entries, ({ patientId }) => patientId ?? '');
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([patientId, group]) => merged(patientId, group));
}

function merged(patientId: string, group: readonly AuditEntry[]): AuditEntry {
  const all = <Item extends string>(list: (entry: AuditEntry) => readonly Item[]): readonly Item[] =>
    [...new Set(group.flatMap(list))].sort();
  const rules = new Map(group.flatMap((entry) => entry.rules).map((rule) => [`${rule.rule} ${rule.condition}`, rule]));
  return {
    ...(patientId === '' ? {} : { patientId }),
    classesSeen: all(({ classesSeen }) => classesSeen),
    classesRefused: all(({ classesRefused }) => classesRefused),
    fieldsSeen: all(({ fieldsSeen }) => fieldsSeen),
    fieldsRefused: all(({ fieldsRefused }) => fieldsRefused),
    rules: [...rules].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, rule]) => rule),
    facilityIds: all(({ facilityIds }) => facilityIds),
  };
}

const isListOf = <Item>(is: (item: unknown) => item is Item, value: unknown): value is readonly Item[] =>
  Array.isArray(value) && value.every(is);
const isOneOf = <Name extends string>(known: readonly Name[], value: unknown): value is Name =>
  (known as readonly unknown[]).includes(value);
const isId = (value: unknown): value is string => typeof value === 'string' && isRecordId(value);
const isClass = (value: unknown): value is DataClass => isOneOf(dataClasses, value);
const isCondition = (value: unknown): value is Condition => isOneOf(conditions, value);
/** `clinical.1`: the class and the line of the policy table. */
const isRule = (value: unknown): value is Rule => {
  if (typeof value !== 'object' || value === null) return false;
  const { rule, condition } = value as Record<keyof Rule, unknown>;
  const [dataClass, line = ''] = typeof rule === 'string' ? rule.split('.', 2) : [];
  return isClass(dataClass) && /^\d{1,4}$/.test(line) && rule === `${dataClass}.${line}` && isCondition(condition);
};
