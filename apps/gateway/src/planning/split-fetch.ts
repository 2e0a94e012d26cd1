import type { FetchNode, RequiredSelection } from '@health-graph/plan-executor';
import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { Substitutes } from './required-arguments.ts';

/**
 * One representation can hold `price` once. When the fields of a fetch require it with different arguments, each gets a
 * fetch of its own.
 */
export function splitFetch(fetch: FetchNode, substitutes: Substitutes): readonly FetchNode[] {
  const required = new Set((fetch.requires ?? []).flatMap(namesIn).filter((name) => substitutes.fields.has(name)));
  if (!hasConflict(required, substitutes)) return [fetch];
  const [operation] = parse(fetch.operation, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [fetch];
  const groups = groupFields(fetch, operation, substitutes);
  return groups.map((group, index) => ({
    ...fetch,
    ...writeOperation(operation, (field, typeName) => groupOf(groups, needs(fetch, typeName, field, substitutes)) === index),
    requires: (fetch.requires ?? []).flatMap((selection) => keepSelections(selection, (name) => !required.has(name) || group.has(name))),
  }));
}

/** True when two of the twins stand for one real name. */
function hasConflict(twins: ReadonlySet<string>, { fields }: Substitutes): boolean {
  const names = [...twins].map((twin) => fields.get(twin)?.name);
  return new Set(names).size < names.length;
}

function namesIn(selection: RequiredSelection): readonly string[] {
  const nested = (selection.selections ?? []).flatMap(namesIn);
  return selection.kind === 'Field' ? [selection.name, ...nested] : nested;
}

function needs(fetch: FetchNode, typeName: string, field: FieldNode, { requiredBy }: Substitutes): ReadonlySet<string> {
  return requiredBy.get(`${fetch.serviceName}.${typeName}.${field.name.value}`) ?? new Set();
}

/** The fewest sets of twins found by taking each field's needs in turn, none of which holds a conflict. */
function groupFields(fetch: FetchNode, operation: OperationDefinitionNode, substitutes: Substitutes): readonly ReadonlySet<string>[] {
  const groups: Set<string>[] = [];
  for (const { field, typeName } of entityFields(operation.selectionSet, '')) {
    const needed = needs(fetch, typeName, field, substitutes);
    if (needed.size === 0) continue;
    const group = groups.find((candidate) => !hasConflict(new Set([...candidate, ...needed]), substitutes));
    if (group === undefined) groups.push(new Set(needed));
    else for (const twin of needed) group.add(twin);
  }
  return groups.length === 0 ? [new Set()] : groups;
}

/** A field without needs goes with the first group. */
function groupOf(groups: readonly ReadonlySet<string>[], needed: ReadonlySet<string>): number {
  return Math.max(
    0,
    groups.findIndex((group) => [...needed].every((twin) => group.has(twin))),
  );
}

/** The fields of the entities themselves: those below `_entities` and its fragments. */
function entityFields(
  { selections }: SelectionSetNode,
  typeName: string,
): readonly { readonly field: FieldNode; readonly typeName: string }[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD)
      return typeName === '' ? entityFields(selection.selectionSet ?? EMPTY, '') : [{ field: selection, typeName }];
    return selection.kind === Kind.INLINE_FRAGMENT
      ? entityFields(selection.selectionSet, selection.typeCondition?.name.value ?? typeName)
      : [];
  });
}

const EMPTY: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

type IsKept = (field: FieldNode, typeName: string) => boolean;

function writeOperation(operation: OperationDefinitionNode, isKept: IsKept): Pick<FetchNode, 'operation' | 'variableUsages'> {
  const selectionSet = keepFields(operation.selectionSet, '', isKept);
  const used = new Set<string>();
  visit(selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [];
  used.delete('representations');
  return { operation: stripIgnoredCharacters(print({ ...operation, variableDefinitions, selectionSet })), variableUsages: [...used] };
}

function keepFields(selectionSet: SelectionSetNode, typeName: string, isKept: IsKept): SelectionSetNode {
  const selections = selectionSet.selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) {
      if (typeName !== '') return isKept(selection, typeName) ? [selection] : [];
      return [{ ...selection, selectionSet: keepFields(selection.selectionSet ?? EMPTY, '', isKept) }];
    }
    if (selection.kind !== Kind.INLINE_FRAGMENT) return [selection];
    const kept = keepFields(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, isKept);
    return kept.selections.length === 0 ? [] : [{ ...selection, selectionSet: kept }];
  });
  return { ...selectionSet, selections };
}

function keepSelections(selection: RequiredSelection, isKept: (name: string) => boolean): readonly RequiredSelection[] {
  if (selection.kind === 'Field' && !isKept(selection.name)) return [];
  if (selection.selections === undefined) return [selection];
  return [{ ...selection, selections: selection.selections.flatMap((child) => keepSelections(child, isKept)) }];
}
