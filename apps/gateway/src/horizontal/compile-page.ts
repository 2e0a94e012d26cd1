import { type FieldNode, Kind, type SelectionNode } from 'graphql';
import { added, type PageShape } from './compiled-fetch.ts';
import { conditionalFields, field, givenValue, keyOf, under, withSelections } from './selections.ts';

/** A connection as hospitals are asked for it: each edge says where it is, each page whether more follows. */
export function compilePage(
  node: FieldNode,
  typeName: string,
  afterVariable: string,
): { readonly node: FieldNode; readonly shape: PageShape } {
  const asked = flattened(node.selectionSet?.selections ?? []);
  const named = (name: string): readonly FieldNode[] => asked.filter(({ name: { value } }) => value === name);
  const [leading] = named('edges');
  const lead = leading ?? withSelections(field('edges', added.edges), []);
  const told = withSelections(lead, [
    ...(lead.selectionSet?.selections ?? []),
    field('cursor', added.cursor),
    field('position', added.position),
  ]);
  const others = asked.filter((each) => each !== leading);
  const selections = [...others, told, withSelections(field('pageInfo', added.info), [field('hasNextPage', added.more)])];
  const after = node.arguments?.find(({ name }) => name.value === 'after');
  const first = node.arguments?.find(({ name }) => name.value === 'first');
  return {
    node: withSelections(after === undefined ? node : fromVariable(node, afterVariable), selections),
    shape: {
      typeName,
      lead: keyOf(told),
      edges: named('edges').map((edges) => ({ key: keyOf(edges), cursors: keysOf(edges, 'cursor') })),
      infos: named('pageInfo').map((info) => ({
        key: keyOf(info),
        fields: flattened(info.selectionSet?.selections ?? []).map((member) => ({ key: keyOf(member), name: member.name.value })),
      })),
      sums: asked.filter(({ name: { value } }) => !['edges', 'pageInfo', '__typename'].includes(value)).map(keyOf),
      first: first && givenValue(first.value),
      after: after && { given: givenValue(after.value), variable: afterVariable },
    },
  };
}

const keysOf = (edges: FieldNode, name: string): readonly string[] =>
  flattened(edges.selectionSet?.selections ?? [])
    .filter((member) => member.name.value === name)
    .map(keyOf);

/** Each hospital begins where its own cursor says. */
const fromVariable = (node: FieldNode, variable: string): FieldNode => ({
  ...node,
  arguments: (node.arguments ?? []).map((argument) =>
    argument.name.value === 'after'
      ? { ...argument, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } } }
      : argument,
  ),
});

/** What is asked, without conditions: they stand around what is asked below. */
const flattened = (selections: readonly SelectionNode[]): readonly FieldNode[] =>
  conditionalFields(selections).map(({ node, wrap }) => {
    if (node.selectionSet === undefined) return node;
    return withSelections({ ...node, directives: [] }, under(node.directives, node.selectionSet.selections).map(wrap));
  });
