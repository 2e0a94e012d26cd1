import { type FieldDefinitionNode, Kind } from 'graphql';
import type { LintFault } from '../lint.ts';
import { argumentOf, directivesNamed, isEntity, isExternal, isRoot, type SdlType, typesOf } from '../sdl-types.ts';
import type { SubgraphSchema } from '../subgraph-schema.ts';
import { type HorizontalRules, type JoinRule, parseHorizontalRules } from './horizontal-rules.ts';
import { ruleFault } from './rule-fault.ts';

/** What a subgraph that several hospitals serve has to be joined by. */
export interface HorizontalShare {
  readonly subgraph: string;
  /** Entities whose records are each one hospital's: their ids name it. */
  readonly owned: ReadonlySet<string>;
  /** What it adds to the entities of others. */
  readonly entities: ReadonlyMap<string, ReadonlyMap<string, JoinRule>>;
  readonly queries: ReadonlyMap<string, JoinRule>;
  readonly mutations: ReadonlyMap<string, JoinRule>;
}

/** The share, and every place where rules and SDL do not fit together. */
export interface ReadShare {
  readonly share: HorizontalShare;
  readonly faults: readonly LintFault[];
}

/**
 * Every place where the rules of `schema/horizontal.yaml` and the SDL of these subgraphs do not fit together.
 * @throws {InvalidConfiguration} when the rules cannot be read
 */
export const lintHorizontal = (rules: string, schemas: readonly SubgraphSchema[]): readonly LintFault[] =>
  [...parseHorizontalRules(rules)].flatMap(([subgraph, own]) => readHorizontalShare(subgraph, own, schemas).faults);

const none: ReadonlyMap<string, JoinRule> = new Map();

/**
 * Every field that `subgraph` adds to a root or to an entity that it does not own has one rule, and every rule such a field. Without `rules` nothing
 * is owned and nothing joined.
 */
export function readHorizontalShare(subgraph: string, rules: HorizontalRules | undefined, schemas: readonly SubgraphSchema[]): ReadShare {
  const { owns: owned, joins } = rules ?? { owns: new Set<string>(), joins: new Map<string, ReadonlyMap<string, JoinRule>>() };
  const types = typesOf(schemas.find(({ name }) => name === subgraph)?.document ?? { kind: Kind.DOCUMENT, definitions: [] });
  if (types.length === 0) {
    const share = { subgraph, owned, entities: new Map(), queries: none, mutations: none };
    return { share, faults: [faultAt(subgraph, subgraph, 'There is no such subgraph.')] };
  }
  const resolvable = types.filter(isResolvable);
  const shared = resolvable.filter(({ name }) => !owned.has(name));
  const joined = [...types.filter(isRoot), ...shared];
  const of = (name: string): ReadonlyMap<string, JoinRule> => joins.get(name) ?? none;
  return {
    share: {
      subgraph,
      owned,
      entities: new Map(shared.map(({ name }) => [name, of(name)])),
      queries: of('Query'),
      mutations: of('Mutation'),
    },
    faults: [
      ...joined.flatMap((type) => faultsOf(type, of(type.name), types).map((fault) => ({ subgraph, ...fault }))),
      ...unknownRules(subgraph, joins, joined),
      ...entityFaults(subgraph, owned, resolvable),
    ],
  };
}

function entityFaults(subgraph: string, owned: ReadonlySet<string>, resolvable: readonly SdlType[]): LintFault[] {
  const unknown = [...owned].filter((name) => !resolvable.some((type) => type.name === name));
  const keyedOtherwise = resolvable.filter((type) => [...keysOf(type)].join() !== 'id');
  return [
    ...unknown.map((name) => faultAt(subgraph, name, 'This subgraph resolves no such entity.')),
    ...keyedOtherwise.map(({ name }) => faultAt(subgraph, name, 'What several hospitals serve together is found by `id`.')),
  ];
}

function faultsOf(type: SdlType, rules: ReadonlyMap<string, JoinRule>, types: readonly SdlType[]): Omit<LintFault, 'subgraph'>[] {
  return type.fields
    .filter((field) => needsRule(type, field))
    .flatMap((field) => {
      const rule = rules.get(field.name.value);
      const message =
        rule === undefined ? 'Say in schema/horizontal.yaml how hospitals are joined here.' : ruleFault({ type, field, rule, types });
      return message === undefined ? [] : [{ coordinate: `${type.name}.${field.name.value}`, rule: 'horizontal', message }];
    });
}

function unknownRules(subgraph: string, rules: HorizontalRules['joins'], joined: readonly SdlType[]): LintFault[] {
  const known = new Set(
    joined.flatMap((type) => type.fields.filter((field) => needsRule(type, field)).map((field) => `${type.name}.${field.name.value}`)),
  );
  const named = [...rules].flatMap(([type, fields]) => [...fields.keys()].map((field) => `${type}.${field}`));
  return named
    .filter((coordinate) => !known.has(coordinate))
    .map((coordinate) => faultAt(subgraph, coordinate, 'This subgraph adds no such field to a root or to an entity of another.'));
}

/** `_entities` and `_service` are the federation's own. */
const needsRule = (type: SdlType, field: FieldDefinitionNode): boolean =>
  !isExternal(field) && !keysOf(type).has(field.name.value) && !field.name.value.startsWith('_');

const keysOf = (type: SdlType): ReadonlySet<string> =>
  new Set(directivesNamed(type, 'key').flatMap((key) => String(argumentOf(key, 'fields')).split(' ')));

const isResolvable = (type: SdlType): boolean =>
  isEntity(type) && directivesNamed(type, 'key').some((key) => argumentOf(key, 'resolvable') !== false);

const faultAt = (subgraph: string, coordinate: string, message: string): LintFault => ({
  subgraph,
  coordinate,
  rule: 'horizontal',
  message,
});
