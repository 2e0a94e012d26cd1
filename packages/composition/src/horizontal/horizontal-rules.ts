import { InvalidConfiguration } from '@health-graph/errors';
import { parse } from 'yaml';

/** How the answers of several hospitals become one value. */
export type JoinRule =
  /** `whole`: null as soon as one hospital is missing. */
  | { readonly join: 'concat' | 'sum'; readonly whole: boolean }
  /** `by`: the field whose date or time decides. */
  | { readonly join: 'newest'; readonly by: string }
  /** Only one hospital is asked. */
  | { readonly join: 'owner' };

/** The rules of one subgraph. */
export interface HorizontalRules {
  /** Entities whose records are each one hospital's, which their ids name. */
  readonly owns: ReadonlySet<string>;
  /** By type, then by field. */
  readonly joins: ReadonlyMap<string, ReadonlyMap<string, JoinRule>>;
}

const joins = ['concat', 'sum', 'newest', 'owner'] as const;

/**
 * Reads `schema/horizontal.yaml`: the rules of each subgraph that several hospitals serve.
 * @throws {InvalidConfiguration} naming the rule and what is wrong with it
 */
export function parseHorizontalRules(text: string): ReadonlyMap<string, HorizontalRules> {
  const document: unknown = parse(text);
  if (!isObject(document)) throw fault('', 'must be a mapping from subgraphs to rules');
  return mapped(document, '', rulesOf);
}

function rulesOf(subgraph: string, value: unknown): HorizontalRules {
  if (!isObject(value)) throw fault(subgraph, 'must be a mapping');
  const { owns, ...types } = value;
  const areNames = Array.isArray(owns) && owns.every((name) => typeof name === 'string');
  if (!areNames) throw fault(`${subgraph}.owns`, 'must list the entities whose ids name their hospital, be it none');
  return { owns: new Set(owns), joins: mapped(types, subgraph, (type, fields) => mapped(fields, type, ruleOf)) };
}

function mapped<Value>(value: unknown, at: string, read: (path: string, value: unknown) => Value): ReadonlyMap<string, Value> {
  if (!isObject(value)) throw fault(at, 'must be a mapping');
  return new Map(Object.entries(value).map(([name, member]) => [name, read(at === '' ? name : `${at}.${name}`, member)]));
}

function ruleOf(path: string, value: unknown): JoinRule {
  const rule = isObject(value) ? value : { join: value };
  const join = joins.find((known) => known === rule['join']);
  if (join === undefined) throw fault(path, `must be one of ${joins.join(', ')}`);
  refuseUnknown(path, rule, join);
  if (join === 'owner') return { join };
  if (join !== 'newest') return { join, whole: rule['whole'] === true };
  if (typeof rule['by'] !== 'string') throw fault(`${path}.by`, 'must name the field whose date decides which is the newest');
  return { join, by: rule['by'] };
}

function refuseUnknown(path: string, rule: Readonly<Record<string, unknown>>, join: JoinRule['join']): void {
  const known = { concat: ['join', 'whole'], sum: ['join', 'whole'], newest: ['join', 'by'], owner: ['join'] }[join];
  const unknown = Object.keys(rule).find((key) => !known.includes(key));
  if (unknown !== undefined) throw fault(`${path}.${unknown}`, `is no part of the rule ${join}`);
  if (rule['whole'] !== undefined && typeof rule['whole'] !== 'boolean') throw fault(`${path}.whole`, 'must be true or false');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fault = (path: string, problem: string) =>
  new InvalidConfiguration('A rule for joining hospitals is missing or wrong.', {
    setting: path === '' ? 'horizontal' : `horizontal.${path}`,
    problem,
  });
