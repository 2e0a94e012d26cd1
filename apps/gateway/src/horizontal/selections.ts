import { type FieldNode, Kind, type SelectionNode, valueFromASTUntyped, visit } from 'graphql';
import type { GivenValue } from './compiled-fetch.ts';

/** Under which name the value of a field comes. */
export const keyOf = (node: FieldNode): string => (node.alias ?? node.name).value;

export const field = (name: string, alias?: string): FieldNode => ({
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: name },
  ...(alias === undefined ? {} : { alias: { kind: Kind.NAME, value: alias } }),
});

export const withSelections = (node: FieldNode, selections: readonly SelectionNode[]): FieldNode => ({
  ...node,
  selectionSet: { kind: Kind.SELECTION_SET, selections },
});

/** The selection where the variable says so; around the field, which may have a condition of its own. */
export const onlyWhere = (variable: string, selection: SelectionNode): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  directives: [
    {
      kind: Kind.DIRECTIVE,
      name: { kind: Kind.NAME, value: 'include' },
      arguments: [
        {
          kind: Kind.ARGUMENT,
          name: { kind: Kind.NAME, value: 'if' },
          value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
        },
      ],
    },
  ],
  selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
});

type Directives = NonNullable<FieldNode['directives']>;

/** The selections, where the directives let them. */
export const under = (directives: Directives | undefined, selections: readonly SelectionNode[]): readonly SelectionNode[] =>
  directives === undefined || directives.length === 0
    ? selections
    : [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet: { kind: Kind.SELECTION_SET, selections } }];

/** A field, and the conditional fragments that it stands in. */
export interface ConditionalField {
  readonly node: FieldNode;
  wrap(node: SelectionNode): SelectionNode;
}

const asItIs = (node: SelectionNode): SelectionNode => node;

/** The fields of one type, each key once. Fragments here only narrow by a condition. */
export function conditionalFields(selections: readonly SelectionNode[]): readonly ConditionalField[] {
  const groups = Map.groupBy(within(selections, asItIs), ({ node }) => keyOf(node));
  return [...groups.values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined || others.length === 0) return first ?? [];
    if (first.node.selectionSet === undefined) return { node: { ...first.node, directives: [] }, wrap: asItIs };
    const all = same.flatMap(({ node, wrap }) => under(node.directives, node.selectionSet?.selections ?? []).map(wrap));
    return { node: withSelections({ ...first.node, directives: [] }, all), wrap: asItIs };
  });
}

function within(selections: readonly SelectionNode[], wrap: ConditionalField['wrap']): readonly ConditionalField[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [{ node: selection, wrap }];
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('A fetch has a fragment with a name.');
    const { directives = [], selectionSet } = selection;
    const inner = (node: SelectionNode): SelectionNode => wrap(under(directives, [node])[0] ?? node);
    return within(selectionSet.selections, directives.length === 0 ? wrap : inner);
  });
}

/** The variables that are used in selections. */
export function namesIn(selections: readonly SelectionNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  visit({ kind: Kind.SELECTION_SET, selections }, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}

type GivenNode = NonNullable<FieldNode['arguments']>[number]['value'];

/** The value of an argument, or the variable that has it. */
export const givenValue = (value: GivenNode): GivenValue => {
  if (value.kind === Kind.VARIABLE) return { variable: value.name.value };
  return { literal: valueFromASTUntyped(value) };
};
