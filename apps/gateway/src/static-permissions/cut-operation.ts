import { OperationTooComplex } from '@health-graph/errors';
import type { DataClass } from '@health-graph/permissions';
import type { Refusals } from '@health-graph/plan-executor';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLField,
  getNamedType,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { pruneVariables } from './prune-variables.ts';
import type { Rules } from './rules.ts';

/** One operation with what it needs. */
export interface OperationSource {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** An operation that asks for something its caller may not ask for. */
export interface OperationCut {
  /** What may be asked for: fragments written out, without what only the rest used. Absent: nothing is left. */
  readonly asked: OperationSource | undefined;
  /** The whole operation, fragments written out. */
  readonly shown: OperationSource;
  /** Of `shown`. */
  readonly refusals: Refusals;
  /** What is refused, each field of the schema once, for the log. */
  readonly cut: readonly CutField[];
}

/** A field of the schema, and the data classes that its caller lacks. */
export interface CutField {
  /** `Condition.code` */
  readonly coordinate: string;
  readonly classes: readonly DataClass[];
}

/** More selections than an honest operation has once its fragments are written out. */
const maxSelections = 50_000;

/**
 * Cuts out of an operation, before it is planned, whatever its caller may not ask for; undefined when that is nothing. Values of variables do not
 * matter: what `@include` would leave out is decided all the same, so that one decision holds for every request.
 * @throws {OperationTooComplex} when its fragments are spread too often
 */
export function cutOperation(source: OperationSource, rules: Rules, meets: (bit: number) => boolean): OperationCut | undefined {
  const { operation, document } = source;
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const walk: Walk = {
    rules,
    meets,
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    paths: new Map(),
    fields: new Set(),
    types: new Set(),
    cut: new Map(),
    selections: 0,
  };
  const root = rules.schema.getRootType(operation.operation)?.name ?? '';
  const { asked, shown } = cutSelections(walk, operation.selectionSet, { parent: root, among: rules.possible(root), path: [] });
  if (walk.paths.size === 0 && walk.types.size === 0) return undefined;
  const refusals = { paths: [...walk.paths.values()], fields: walk.fields, types: walk.types };
  return {
    asked: asked.length === 0 ? undefined : alone(pruneVariables({ ...operation, selectionSet: selectionSet(asked) })),
    shown: alone({ ...operation, selectionSet: selectionSet(shown) }),
    refusals,
    cut: [...walk.cut].map(([coordinate, classes]) => ({ coordinate, classes: [...classes] })),
  };
}

/** One walk through an operation, and what it found to be refused. */
interface Walk {
  readonly rules: Rules;
  readonly meets: (bit: number) => boolean;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each place once, by its text. */
  readonly paths: Map<string, readonly string[]>;
  readonly fields: Set<FieldNode>;
  readonly types: Set<string>;
  /** Classes by coordinate. */
  readonly cut: Map<string, Set<DataClass>>;
  selections: number;
}

/** Where a selection stands. */
interface Scope {
  readonly parent: string;
  /** Object types that may still stand here. */
  readonly among: ReadonlySet<string>;
  readonly path: readonly string[];
}

interface Parts {
  readonly asked: readonly SelectionNode[];
  readonly shown: readonly SelectionNode[];
}

/** Fields that every schema has beside its own, and that no subgraph is asked for. */
const introspection: ReadonlyMap<string, string> = new Map([
  ['__schema', '__Schema'],
  ['__type', '__Type'],
]);
const nothing: Parts = { asked: [], shown: [] };
const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const selectionSet = (selections: readonly SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });
const alone = (operation: OperationDefinitionNode): OperationSource => ({
  operation,
  document: { kind: Kind.DOCUMENT, definitions: [operation] },
});

function cutSelections(walk: Walk, { selections }: SelectionSetNode, scope: Scope): Parts {
  const spread = new Set<string>();
  const parts = selections.map((selection) => {
    walk.selections++;
    if (walk.selections > maxSelections)
      throw new OperationTooComplex('The operation exceeds the limit of selections.', { limit: maxSelections, what: 'selections' });
    if (selection.kind === Kind.FIELD) return cutField(walk, selection, scope);
    if (selection.kind === Kind.INLINE_FRAGMENT) return cutFragment(walk, selection, scope);
    if ((selection.directives ?? []).length === 0) {
      if (spread.has(selection.name.value)) return nothing;
      spread.add(selection.name.value);
    }
    return cutFragment(walk, writtenOut(walk, selection), scope);
  });
  return { asked: parts.flatMap(({ asked }) => asked), shown: parts.flatMap(({ shown }) => shown) };
}

function cutField(walk: Walk, field: FieldNode, scope: Scope): Parts {
  const path = [...scope.path, (field.alias ?? field.name).value];
  const lacking = lackingFor(walk, field, scope);
  if (lacking.length > 0) {
    noteCut(walk, `${scope.parent}.${field.name.value}`, lacking);
    return refuse(walk, field, path);
  }
  if (field.selectionSet === undefined) return { asked: [field], shown: [field] };
  const parent = typeGivenBy(walk.rules, scope.parent, field.name.value);
  noteRefusedMembers(walk, parent);
  const below = cutSelections(walk, field.selectionSet, { parent, among: walk.rules.possible(parent), path });
  return {
    asked: [{ ...field, selectionSet: selectionSet(below.asked.length === 0 ? [typename] : below.asked) }],
    shown: [{ ...field, selectionSet: selectionSet(below.shown) }],
  };
}

/** A fragment's type narrows what may stand here, and so what has to be met. */
function cutFragment(walk: Walk, fragment: InlineFragmentNode, { parent, among, path }: Scope): Parts {
  const condition = fragment.typeCondition?.name.value ?? parent;
  const possible = walk.rules.possible(condition);
  const both = condition === parent ? among : new Set([...among].filter((object) => possible.has(object)));
  const scope = { parent: condition, among: both.size === 0 ? possible : both, path };
  const { asked, shown } = cutSelections(walk, fragment.selectionSet, scope);
  const withSelections = (selections: readonly SelectionNode[]): readonly SelectionNode[] =>
    selections.length === 0 ? [] : [{ ...fragment, selectionSet: selectionSet(selections) }];
  return { asked: withSelections(asked), shown: withSelections(shown) };
}

/** What the caller does not meet of what the field and its arguments ask for. */
function lackingFor({ rules, meets }: Walk, field: FieldNode, { parent, among }: Scope): readonly number[] {
  const name = field.name.value;
  if (introspection.has(name)) return [];
  const given = new Set((field.arguments ?? []).map((argument) => argument.name.value));
  const declared = (fieldOf(rules, parent, name)?.args ?? []).filter((argument) => given.has(argument.name));
  const bits = [rules.ofField(parent, name, among), ...declared.map((argument) => rules.ofInput(getNamedType(argument.type).name))];
  return bits.flatMap((asked) => [...asked].filter((bit) => !meets(bit)));
}

function noteCut({ cut, rules }: Walk, coordinate: string, lacking: readonly number[]): void {
  const classes = cut.get(coordinate) ?? new Set();
  for (const dataClass of rules.classesOf(lacking)) classes.add(dataClass);
  cut.set(coordinate, classes);
}

/** The node is made anew: what is refused at one place of a fragment may be shown at another. */
function refuse({ fields, paths }: Walk, field: FieldNode, path: readonly string[]): Parts {
  const { selectionSet: _below, ...refused } = field;
  fields.add(refused);
  paths.set(JSON.stringify(path), path);
  return { asked: [], shown: [refused] };
}

function typeGivenBy(rules: Rules, parent: string, field: string): string {
  const found = fieldOf(rules, parent, field);
  return introspection.get(field) ?? (found === undefined ? '' : getNamedType(found.type).name);
}

function fieldOf({ schema }: Rules, parent: string, field: string): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(parent);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
}

function noteRefusedMembers({ rules, meets, types }: Walk, type: string): void {
  if (!isUnionType(rules.schema.getType(type))) return;
  for (const member of rules.possible(type)) if (![...rules.ofObject(member)].every(meets)) types.add(member);
}

function writtenOut({ fragments }: Walk, { name, directives = [] }: FragmentSpreadNode): InlineFragmentNode {
  const fragment = fragments.get(name.value);
  if (fragment === undefined) throw new Error('A validated document has all of its fragments.');
  return { kind: Kind.INLINE_FRAGMENT, typeCondition: fragment.typeCondition, directives, selectionSet: fragment.selectionSet };
}
