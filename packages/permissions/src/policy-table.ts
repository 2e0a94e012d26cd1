import { InvalidConfiguration } from '@health-graph/errors';
import { parse } from 'yaml';
import { type Condition, conditions } from './condition.ts';
import { type DataClass, dataClasses } from './data-class.ts';
import { type Mask, masks } from './mask.ts';
import { type Purpose, purposes, type Role, roles } from './role.ts';

/** One line of the policy table: these roles, for these purposes, when one of these conditions holds, see the class whole or behind masks. */
export interface Rule {
  /** `hiv.2`: the class and the line, for reasons and audit. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  readonly purposes: ReadonlySet<Purpose>;
  /** Any of them is enough. */
  readonly when: readonly Condition[];
  /** Empty: the value is shown whole. */
  readonly masks: readonly Mask[];
  /** The law, circular or decision behind the rule. */
  readonly basis: string;
}

/** Who may see which class. A class without a rule for a role and purpose is refused. */
export type PolicyTable = ReadonlyMap<DataClass, readonly Rule[]>;

export interface PolicyTableOptions {
  /** For a table of the past, which is only compared: a class that it does not have yet was nobody's. */
  readonly isPast?: true;
}

/**
 * Reads `schema/policies.yaml`.
 * @throws {InvalidConfiguration} naming the rule and what is wrong with it; a class that is missing is a fault too, an empty list is not
 */
export function parsePolicyTable(text: string, { isPast }: PolicyTableOptions = {}): PolicyTable {
  const document: unknown = parse(text);
  if (!isObject(document)) throw fault('policies', 'must be a mapping from data classes to rules');
  for (const name of Object.keys(document)) if (!isOneOf(dataClasses, name)) throw fault(name, 'is no data class');
  return new Map(dataClasses.map((dataClass) => [dataClass, rulesOf(dataClass, document[dataClass] ?? (isPast ? [] : undefined))]));
}

function rulesOf(dataClass: DataClass, value: unknown): readonly Rule[] {
  if (!Array.isArray(value)) throw fault(dataClass, 'must be a list of rules, be it empty');
  return value.map((rule: unknown, index) => ruleOf(`${dataClass}.${index + 1}`, rule));
}

function ruleOf(name: string, value: unknown): Rule {
  if (!isObject(value)) throw fault(name, 'must be a mapping');
  const unknown = Object.keys(value).find((key) => !['roles', 'purposes', 'when', 'masks', 'basis'].includes(key));
  if (unknown !== undefined) throw fault(`${name}.${unknown}`, 'is no part of a rule');
  if (typeof value['basis'] !== 'string' || value['basis'].trim() === '')
    throw fault(`${name}.basis`, 'must name the law or decision behind the rule');
  return {
    name,
    roles: new Set(listOf(`${name}.roles`, roles, value['roles'])),
    purposes: new Set(listOf(`${name}.purposes`, purposes, value['purposes'])),
    when: listOf(`${name}.when`, conditions, value['when']),
    masks: value['masks'] === undefined ? [] : listOf(`${name}.masks`, masks, value['masks']),
    basis: value['basis'],
  };
}

/** A list out of a closed set; `[any]` stands for all of it, but never among conditions. */
function listOf<Name extends string>(path: string, known: readonly Name[], value: unknown): readonly Name[] {
  if (!Array.isArray(value) || value.length === 0) throw fault(path, 'must be a list that is not empty');
  if (value.length === 1 && value[0] === 'any' && !path.endsWith('.when')) return known;
  return value.map((name: unknown) => {
    if (typeof name !== 'string' || !isOneOf(known, name)) throw fault(path, `knows only ${known.join(', ')}`);
    return name;
  });
}

function isOneOf<Name extends string>(known: readonly Name[], name: string): name is Name {
  return (known as readonly string[]).includes(name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(setting: string, reason: string): InvalidConfiguration {
  return new InvalidConfiguration(`The policy table is wrong: ${setting} ${reason}.`, { setting });
}
